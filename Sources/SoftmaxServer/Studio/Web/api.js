// The service behind the page.

import { t } from "./words.js";

/**
 * @typedef {Object} RunSummary
 * @property {string} id
 * @property {string} name
 * @property {string} source
 * @property {string|null} label
 * @property {Object<string, string>|null} table
 * @property {"image"|"vector"|"table"} kind
 * @property {string} method
 * @property {Object<string, unknown>} settings
 * @property {"preparing"|"running"|"paused"|"finished"|"stopped"|"failed"} state
 * @property {number} epoch
 * @property {number} epochs
 * @property {number|null} loss
 * @property {number|null} trainAccuracy
 * @property {number|null} testAccuracy
 * @property {number|null} bound
 * @property {boolean} certified
 * @property {number} seconds
 * @property {string} started
 * @property {"full"|number} [speed]
 * @property {string|null} [error]
 *
 * @typedef {{epoch: number, loss: number, trainAccuracy: number|null, testAccuracy: number|null,
 *   testLoss: number|null, bound: number|null, seconds: number}} Point
 */

/** What the service refused, and where. */
export class APIError extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 where the service could not be reached
   * @param {Object} [answer]
   */
  constructor(message, status, answer = {}) {
    super(message);
    this.status = status;
    this.place = answer.place ?? null;
    this.problems = answer.problems ?? [];
    this.running = answer.running ?? null;
    this.code = answer.code ?? null;
    this.values = answer.values ?? {};
    /** The rows around the place, as in the view of a table. */
    this.sample = answer.sample ?? null;
    /** Whether the sentence is the service's, which speaks English, or the page's. */
    this.isService = answer.error !== undefined;
  }
}

/**
 * Asks the service. A body that is no file goes as JSON.
 * @param {string} path below /api/
 * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [options]
 */
export async function api(path, options = {}) {
  const response = await request(path, options);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new APIError(t("error.answer"), response.status);
  }
}

/** The same for what is no JSON. @returns {Promise<Response>} */
export async function request(path, { method, body, signal, headers = {} } = {}) {
  const isFile = body instanceof Blob;
  const own = body === undefined || isFile ? {} : { "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"), signal, headers: { ...own, ...headers },
      body: body === undefined || isFile ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new APIError(t("error.network"), 0);
  }
  if (response.ok) return response;
  throw await refusal(response);
}

async function refusal(response) {
  if (response.status === 401) return new APIError(t("error.token"), 401);
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    // The status says what there is to say.
  }
  return new APIError(answer.error ?? t("error.status", { status: response.status }), response.status, answer);
}

/** The address of a run's part. @param {string} id @param {string} [part] */
export function runPath(id, part = "") {
  return `runs/${encodeURIComponent(id)}${part === "" ? "" : `/${part}`}`;
}
