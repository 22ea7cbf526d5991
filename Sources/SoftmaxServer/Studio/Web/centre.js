// A drawing as the data's pictures were made, because a model knows only such pictures.
//
// Fashion-MNIST trims a picture, scales it until its longer side is 28 pixels and puts it in the middle (Xiao,
// Rasul and Vollgraf 2017, section 2). MNIST scales it into 20 x 20 pixels and puts its centre of mass in the
// middle of 28 x 28 (LeCun's page of MNIST). The 8 x 8 digits fill their picture from top to bottom.

/** @typedef {"fit"|"mass"|"none"} Centring */

/**
 * How the pictures of a dataset were centred.
 * @param {string} source
 * @param {number[]} shape
 * @returns {Centring}
 */
export function centringOf(source, shape) {
  const name = source.split(":")[0];
  if (name === "fashion-mnist" || name === "digits") return "fit";
  return shape[0] === 28 && shape[1] === 28 ? "mass" : "fit";
}

/**
 * The model's picture of a drawing.
 * @param {Float32Array} ink the drawing, row by row, 0 to 1
 * @param {number} size its width and height
 * @param {number[]} shape the model's height, width and perhaps channels
 * @param {Centring} centring
 * @returns {Uint8Array|null} 0 to 255; null where nothing is drawn
 */
export function modelPicture(ink, size, [height, width, channels = 1], centring) {
  const box = bounds(ink, size);
  if (!box) return null;
  const view = frameOf(ink, size, box, height, width, centring);
  const picture = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = Math.round(255 * mean(ink, size, view, x, y));
      picture.fill(value, (y * width + x) * channels, (y * width + x + 1) * channels);
    }
  }
  return picture;
}

function bounds(ink, size) {
  const box = { left: size, top: size, right: -1, bottom: -1 };
  for (let place = 0; place < ink.length; place += 1) {
    if (ink[place] < 0.1) continue;
    const [x, y] = [place % size, Math.floor(place / size)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box.right < 0 ? null : box;
}

/** Which part of the drawing the model's picture shows: its corner, and the size of one pixel there. */
function frameOf(ink, size, box, height, width, centring) {
  if (centring === "none") return { x: 0, y: 0, stepX: size / width, stepY: size / height };
  const share = centring === "mass" ? 20 / 28 : 1;
  const step = Math.max((box.right - box.left + 1) / (width * share), (box.bottom - box.top + 1) / (height * share));
  const middle = centring === "mass" ? massOf(ink, size)
    : { x: (box.left + box.right + 1) / 2, y: (box.top + box.bottom + 1) / 2 };
  return { x: middle.x - (step * width) / 2, y: middle.y - (step * height) / 2, stepX: step, stepY: step };
}

function massOf(ink, size) {
  let [mass, x, y] = [0, 0, 0];
  ink.forEach((value, place) => {
    mass += value;
    x += value * ((place % size) + 0.5);
    y += value * (Math.floor(place / size) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}

/** The mean ink below one pixel of the model's picture. */
function mean(ink, size, view, column, row) {
  const samples = Math.min(12, Math.max(4, Math.ceil(view.stepX)));
  let sum = 0;
  for (let j = 0; j < samples; j += 1) {
    const y = Math.floor(view.y + (row + (j + 0.5) / samples) * view.stepY);
    if (y < 0 || y >= size) continue;
    for (let i = 0; i < samples; i += 1) {
      const x = Math.floor(view.x + (column + (i + 0.5) / samples) * view.stepX);
      if (x >= 0 && x < size) sum += ink[y * size + x];
    }
  }
  return sum / (samples * samples);
}

/** Fills what closed outlines enclose: all that cannot be reached from the edge. @param {Float32Array} ink */
export function filled(ink, size) {
  const isOutside = new Uint8Array(size * size);
  const stack = [];
  const visit = (x, y) => {
    const place = y * size + x;
    if (x < 0 || y < 0 || x >= size || y >= size || isOutside[place] || ink[place] > 0.5) return;
    isOutside[place] = 1;
    stack.push(place);
  };
  for (let place = 0; place < size; place += 1) {
    visit(place, 0);
    visit(place, size - 1);
    visit(0, place);
    visit(size - 1, place);
  }
  while (stack.length > 0) {
    const place = stack.pop();
    const [x, y] = [place % size, Math.floor(place / size)];
    visit(x + 1, y);
    visit(x - 1, y);
    visit(x, y + 1);
    visit(x, y - 1);
  }
  return ink.map((value, place) => (isOutside[place] ? value : Math.max(value, 0.8)));
}
