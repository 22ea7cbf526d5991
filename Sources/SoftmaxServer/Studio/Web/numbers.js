// Numbers as the page writes them, the same in both languages but for the digits' grouping.

import { language } from "./words.js";

/** A probability in three decimals; 1 and 0 are written for exactly that alone. @param {number} value */
export function probability(value) {
  let places = 3;
  while (places < 9 && value < 1 && Number(value.toFixed(places)) === 1) places += 1;
  if (value > 0 && value < 0.0005) return value < 1e-6 ? power(value) : value.toPrecision(2);
  return value.toFixed(places);
}

/** A share in percent with one decimal. @param {number|null} share */
export function percent(share) {
  return share === null || share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;
}

/** A count. @param {number} value */
export function amount(value) {
  return Number.isInteger(value) ? value.toLocaleString(language() === "zh" ? "zh-CN" : "en-US") : value.toFixed(2);
}

/** A number in few digits, small ones as a power of ten. @param {number|null|undefined} value */
export function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return power(value);
  return size >= 1000 ? amount(Math.round(value)) : value.toPrecision(size >= 100 ? 4 : 3);
}

/** 2.4 × 10⁻⁹ rather than 2.4e-9, which not everyone can read. @param {number} value */
export function power(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  return `${digits} × 10${raised(Number(exponent))}`;
}

const superscripts = {
  "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹",
};

/** A whole number as an exponent. @param {number} exponent */
export function raised(exponent) {
  return [...String(exponent)].map((sign) => superscripts[sign]).join("");
}

/** A span of time. @param {number|null} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A size of a file. @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
                     : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** A value of a column, in four digits at most and without zeros that say nothing. @param {number} value */
export function cellValue(value) {
  return Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-3) ? power(value)
    : String(Number(value.toPrecision(4)));
}
