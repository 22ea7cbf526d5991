// A run's events, one stream for all tabs.
//
// A browser allows about six connections to a host, and a stream keeps one. So the tabs that watch a run choose
// one by a lock: it reads the stream and passes everything on. When it is closed or hidden another tab takes the
// stream over, after the last event that it has seen. Where the browser has no locks each tab has a stream of its
// own.

import { APIError, request, runPath } from "./api.js";
import { serverEvents } from "./events.js";

const silence = 40000;
const hiddenGrace = 2000;
const longestWait = 8000;

/**
 * @param {string} id the run
 * @param {number|null} last the last point that is known
 * @param {{event: (name: string, data: any) => void, connection: (seconds: number|null) => void,
 *   refused: (error: Error) => void, shown: () => void}} handlers
 * @returns {{close: () => void}}
 */
export function follow(id, last, handlers) {
  const isShared = "locks" in navigator && "BroadcastChannel" in window;
  const name = `softmax-studio-stream-${id}`;
  const channel = isShared ? new BroadcastChannel(name) : null;
  let lastId = last === null ? null : String(last);
  let isOver = false;
  /** @type {AbortController|null} */
  let holding = null;
  let hiding = null;

  const deliver = (message) => {
    if (message.id) lastId = message.id;
    if (message.name === "connection") return handlers.connection(message.data);
    handlers.event(message.name, message.data);
    if (message.name === "end") close();
    return undefined;
  };
  const pass = (message) => {
    channel?.postMessage(message);
    deliver(message);
  };
  if (channel) channel.onmessage = ({ data }) => !isOver && deliver(data);

  const hold = () => {
    if (holding || isOver) return;
    holding = new AbortController();
    const { signal } = holding;
    const reading = () => (signal.aborted || isOver ? undefined : read(id, () => lastId, signal, pass, handlers));
    const work = isShared ? navigator.locks.request(name, { signal }, reading) : reading();
    Promise.resolve(work).catch((error) => {
      if (error.name !== "AbortError") handlers.refused(error);
    });
  };
  const release = () => {
    holding?.abort();
    holding = null;
  };
  // A hidden tab holds no stream. A glance at another tab is not worth a new connection.
  const visibility = () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(release, hiddenGrace);
    } else if (!holding) {
      handlers.shown();
      hold();
    }
  };
  function close() {
    if (isOver) return;
    isOver = true;
    clearTimeout(hiding);
    document.removeEventListener("visibilitychange", visibility);
    release();
    channel?.close();
  }

  document.addEventListener("visibilitychange", visibility);
  if (!document.hidden) hold();
  return { close };
}

/** Reads the stream until it ends, and connects anew where it breaks. */
async function read(id, lastId, signal, pass, handlers) {
  let wait = 500;
  let wasLost = false;
  while (!signal.aborted) {
    try {
      for await (const event of connection(id, lastId(), signal)) {
        if (signal.aborted) return;
        if (wasLost) pass({ name: "connection", data: null });
        wasLost = false;
        wait = 500;
        if (event.name === "open") continue;
        pass({ id: event.id, name: event.name, data: JSON.parse(event.data) });
        if (event.name === "end") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      // What the service refuses it will refuse again; anything else may come back.
      if (error instanceof APIError && error.status >= 400 && error.status < 500) {
        handlers.refused(error);
        return;
      }
    }
    if (signal.aborted) return;
    wasLost = true;
    pass({ name: "connection", data: Math.round(wait / 1000) });
    await pause(wait, signal);
    wait = Math.min(2 * wait, longestWait);
  }
}

async function* connection(id, last, signal) {
  const own = new AbortController();
  const end = () => own.abort();
  signal.addEventListener("abort", end, { once: true });
  let timer = setTimeout(end, silence);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(end, silence);
  };
  try {
    const headers = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
    const response = await request(runPath(id, "events"), { headers, signal: own.signal });
    yield { id: null, name: "open", data: "" };
    yield* serverEvents(response.body, heard);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    own.abort();
  }
}

/** Waits, but not when the network comes back before. */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done, { once: true });
  });
}
