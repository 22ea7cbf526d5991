// Pictures out of bytes: samples in grey or colour, numbers on both sides of 0 in blue and orange.

import { element } from "./dom.js";

// The report's colours: told apart with any kind of colour vision, and 0 is the lightest.
const negative = [[255, 255, 255], [185, 215, 234], [91, 163, 207], [29, 106, 168], [8, 48, 107]];
const positive = [[255, 255, 255], [253, 208, 162], [242, 142, 43], [184, 83, 4], [102, 37, 6]];

/** Bytes from base64. @param {string} base64 @returns {Uint8Array} */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The colour of a number from -1 to 1. @param {number} value @returns {number[]} */
export function diverging(value) {
  const stops = value < 0 ? negative : positive;
  const place = Math.min(Math.abs(value), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  return stops[index].map((from, part) => Math.round(from + (stops[index + 1][part] - from) * (place - index)));
}

/** A canvas for a picture of this shape. @param {number[]} shape @param {Object} attributes */
export function canvasFor([height, width], attributes) {
  return element("canvas", { width, height, role: "img", ...attributes });
}

/** Paints pixels. @param {HTMLCanvasElement} canvas @param {(pixel: number) => number[]} color */
export function paint(canvas, color) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let pixel = 0; pixel < canvas.width * canvas.height; pixel += 1) {
    const [red, green, blue] = color(pixel);
    image.data.set([red, green, blue, 255], 4 * pixel);
  }
  context.putImageData(image, 0, 0);
}

/** Paints a sample: grey, or colour where it has three channels. @param {ArrayLike<number>} values */
export function paintSample(canvas, values) {
  const channels = Math.max(1, Math.round(values.length / (canvas.width * canvas.height)));
  paint(canvas, (pixel) => [0, 1, 2].map((channel) => values[pixel * channels + (channels === 3 ? channel : 0)]));
}

/** Paints bytes that stand for numbers from low to high. */
export function paintWeights(canvas, bytes, low, high) {
  const limit = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const colors = Array.from({ length: 256 }, (_, byte) => diverging((low + (byte / 255) * (high - low)) / limit));
  paint(canvas, (pixel) => colors[bytes[pixel]]);
}

/**
 * Paints what each pixel says for one class and against another, over the sample itself.
 * @param {ArrayLike<number>} values the sample, 0 to 255
 * @param {number[]} contributions one a pixel
 */
export function paintOverlay(canvas, values, contributions) {
  const limit = contributions.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const channels = Math.max(1, Math.round(values.length / contributions.length));
  paint(canvas, (pixel) => {
    const grey = 0.32 * values[pixel * channels];
    const share = contributions[pixel] / limit;
    const weight = Math.min(1, 2.2 * Math.abs(share));
    // White would hide the sample: the colours begin where they are strong.
    const color = diverging(Math.sign(share) * (0.35 + 0.4 * Math.abs(share)));
    return color.map((part) => Math.round(grey + (part - grey) * weight));
  });
}

/** A sample's picture as a canvas. @param {string} base64 @param {number[]} shape @param {string} label */
export function samplePicture(base64, shape, label) {
  const canvas = canvasFor(shape, { class: "picture", "aria-label": label });
  paintSample(canvas, bytesOf(base64));
  return canvas;
}
