// The address says which view is shown, of which data, with which settings: a reload or a sent link shows the same.
//
// #/?source=...&label=...&t.missing=mean&method=sgd&s.learningRate=0.1     a new run
// #/runs/r3?epoch=4&source=...                                            a run, and how to make it where it is not
// #/runs?compare=r1,r2                                                     the runs that were kept

/**
 * @typedef {Object} Choice what a run is made of
 * @property {string|null} source
 * @property {string|null} label
 * @property {Object<string, string>} table how a table is read
 * @property {string|null} method
 * @property {Object<string, string>} settings
 */

/** @returns {{path: string[], query: URLSearchParams}} */
export function readAddress() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** Some links are broken in the middle of a %-sequence: they are taken as they stand. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {URLSearchParams} query @returns {Choice} */
export function choiceFrom(query) {
  const part = (prefix) => Object.fromEntries(
    [...query].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value])
  );
  return {
    source: query.get("source"), label: query.get("label"), table: part("t."), method: query.get("method"),
    settings: part("s."),
  };
}

/** @param {Partial<Choice>} choice @param {Object<string, string|number|null>} [more] */
export function queryOf(choice, more = {}) {
  const query = new URLSearchParams();
  const put = (name, value) => {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  };
  for (const [name, value] of Object.entries(more)) put(name, value);
  put("source", choice.source);
  put("label", choice.label);
  for (const [name, value] of Object.entries(choice.table ?? {})) put(`t.${name}`, value);
  put("method", choice.method);
  for (const [name, value] of Object.entries(choice.settings ?? {})) put(`s.${name}`, value);
  return query;
}

/** The choice that makes a run again. @param {import("./api.js").RunSummary} run @returns {Choice} */
export function choiceOf(run) {
  const { method = run.method, ...settings } = run.settings ?? {};
  return { source: run.source, label: run.label ?? null, table: run.table ?? {}, method, settings };
}

/** An address. @param {string} path @param {URLSearchParams} [query] */
export function addressOf(path, query) {
  const text = query?.toString() ?? "";
  return `#/${path}${text === "" ? "" : `?${text}`}`;
}

/** Writes the address without showing another view. @param {string} address */
export function setAddress(address) {
  if (location.hash !== address) history.replaceState(null, "", address);
}

/** Shows another view. @param {string} address */
export function go(address) {
  if (location.hash === address) window.dispatchEvent(new Event("hashchange"));
  else location.hash = address;
}
