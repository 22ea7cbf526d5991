// Server-sent events out of a response's body.
//
// EventSource cannot begin at a given event, and a tab that takes a stream over has to: so the page reads the body
// itself.

/**
 * @typedef {{id: string|null, name: string, data: string}} ServerEvent
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} heard called for all that comes, comments too
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* serverEvents(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = { id: null, name: "message", data: [] };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.trim() === "") {
          if (event.data.length > 0) yield { ...event, data: event.data.join("\n") };
          event = { id: null, name: "message", data: [] };
        } else {
          take(event, line.replace(/\r$/, ""));
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function take(event, line) {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "id") event.id = value;
  else if (name === "event") event.name = value;
  else if (name === "data") event.data.push(value);
}
