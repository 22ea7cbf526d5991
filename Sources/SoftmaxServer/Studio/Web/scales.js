// Axes: which numbers stand at them, and where.

import { raised } from "./numbers.js";

/**
 * A scale that begins and ends at numbers worth reading.
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many numbers stand at the axis
 */
export function linearScale(low, high, count = 4) {
  if (!(high > low)) [low, high] = [low - 0.5, high + 0.5];
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((size) => size >= rough * 0.999);
  const first = Math.floor(low / step + 1e-9) * step;
  const last = Math.ceil(high / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round((last - first) / step) + 1 }, (_, place) => first + place * step);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / unit === 2.5 ? 1 : 0));
  return { place: (value) => (value - first) / (last - first), ticks, text: (value) => value.toFixed(places) };
}

/** A scale of powers of ten. Numbers that are not positive stand at its foot. */
export function logScale(low, high) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const step = Math.max(1, Math.ceil((last - first) / 5));
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += step) ticks.push(10 ** exponent);
  const place = (value) => Math.max(0, (Math.log10(Math.max(value, 1e-300)) - first) / (last - first));
  return { place, ticks, text: powerText };
}

function powerText(value) {
  const exponent = Math.round(Math.log10(value));
  if (exponent >= -2 && exponent <= 2) return String(Number(value.toPrecision(1)));
  return `10${raised(exponent)}`;
}

/** A scale of epochs: whole numbers alone. */
export function epochScale(last) {
  const scale = linearScale(0, Math.max(1, last), 5);
  return {
    place: (value) => value / Math.max(1, last),
    ticks: scale.ticks.filter((value) => Number.isInteger(value) && value <= Math.max(1, last)), text: String,
  };
}
