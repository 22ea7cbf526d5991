// Numbers as the report writes them.

/** A probability in three decimals; 1 and 0 are written for exactly that alone. */
export function probability(value) {
  let places = 3;
  while (places < 9 && value < 1 && Number(value.toFixed(places)) === 1) places += 1;
  if (value > 0 && value < 0.0005) return value < 1e-6 ? value.toExponential(1) : value.toPrecision(2);
  return value.toFixed(places);
}

/** A share in percent with one decimal. */
export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** A count of samples, or a sum of their weights. */
export function amount(value) {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toFixed(2);
}

/** Float32 values from base64 of their little-endian bytes. */
export function floats(base64) {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, place) => view.getFloat32(4 * place, true));
}
