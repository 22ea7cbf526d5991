// The confusion matrix: counts, shares of rows or of columns, and the samples behind a cell.

import { announce, byId, element } from "./dom.js";
import { amount, percent } from "./numbers.js";
import { named, sampleList } from "./samples.js";

/** Makes buttons of the cells that have samples, and the switch between counts and shares work. */
export function startConfusion(report) {
  const table = byId("confusion-table");
  if (!table) return;
  const cells = [...table.querySelectorAll("td[data-actual]")];
  const figures = cells.map((cell) => ({
    cell, actual: Number(cell.dataset.actual), predicted: Number(cell.dataset.predicted),
    count: Number(cell.dataset.count),
  }));
  for (const figure of figures) makeButton(report, figure);
  moveByArrows(table);
  const controls = byId("confusion-mode");
  if (!controls) return;
  controls.hidden = false;
  controls.addEventListener("change", (event) => show(figures, event.target.value));
}

function makeButton(report, figure) {
  const key = `${figure.actual},${figure.predicted}`;
  const indices = report.cells[key];
  if (!indices) return;
  const names = [report.classes[figure.actual], report.classes[figure.predicted]];
  const attributes = { type: "button", class: "cell", "aria-haspopup": "dialog" };
  const button = element("button", attributes, ...figure.cell.childNodes);
  const meaning = `, true ${names[0]}, predicted ${names[1]}: show samples`;
  button.append(element("span", { class: "visually-hidden" }, meaning));
  button.addEventListener("click", () => openCell(report, figure, indices));
  figure.cell.replaceChildren(button);
}

/** One cell is reached with Tab, the others from there with the arrows, Home and End. */
function moveByArrows(table) {
  const buttons = [...table.querySelectorAll("button.cell")];
  if (buttons.length === 0) return;
  const grid = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td[data-actual]")]);
  for (const button of buttons) button.tabIndex = -1;
  buttons[0].tabIndex = 0;
  table.addEventListener("focusin", (event) => {
    if (!event.target.matches("button.cell")) return;
    for (const button of buttons) button.tabIndex = button === event.target ? 0 : -1;
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-actual]");
    const row = grid.findIndex((cells) => cells.includes(cell));
    if (row < 0) return;
    const target = next(grid, row, grid[row].indexOf(cell), event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}

/** The next button in the direction of a key. */
function next(grid, row, column, key) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const button = (cell) => cell.querySelector("button.cell");
  if (key === "Home") return grid[row].map(button).find(Boolean);
  if (key === "End") return grid[row].map(button).findLast(Boolean);
  const step = steps[key];
  if (!step) return null;
  for (let [y, x] = [row + step[0], column + step[1]]; grid[y]?.[x]; y += step[0], x += step[1]) {
    if (button(grid[y][x])) return button(grid[y][x]);
  }
  return null;
}

/** Shows counts, or their shares of all samples of the true or of the predicted class. */
function show(figures, mode) {
  const totals = new Map();
  const place = (figure) => (mode === "column" ? figure.predicted : figure.actual);
  for (const figure of figures) totals.set(place(figure), (totals.get(place(figure)) ?? 0) + figure.count);
  for (const figure of figures) {
    const total = totals.get(place(figure));
    const share = total > 0 ? figure.count / total : 0;
    const text = mode === "count" ? amount(figure.count) : percent(share).replace(" %", "");
    const node = figure.cell.querySelector(".value") ?? figure.cell;
    node.textContent = text;
    const level = figure.count > 0 ? Math.min(10, Math.max(1, Math.ceil(10 * share))) : 0;
    figure.cell.className = figure.cell.className.replace(/\bshade-\d+/, `shade-${level}`);
  }
  const words = { count: "counts", row: "percent of each true class", column: "percent of each predicted class" };
  announce(byId("confusion-status"), `The matrix shows ${words[mode]}.`);
}

/** Shows the samples behind a cell in a dialog. */
export function openCell(report, figure, indices) {
  const names = [report.classes[figure.actual], report.classes[figure.predicted]];
  const shown = indices.length < figure.count ? `${indices.length} of ${amount(figure.count)}` : `${indices.length}`;
  const note = `${shown} shown, those first of which the model was most certain.`;
  const dialog = byId("cell-dialog");
  byId("cell-title").replaceChildren("True ", named(names[0]), ", predicted ", named(names[1]));
  byId("cell-content").replaceChildren(
    element("p", {}, note), sampleList(report, indices, `Samples of ${names[0]} predicted as ${names[1]}`)
  );
  dialog.showModal();
  byId("cell-content").scrollTop = 0;
}

/** The list of pairs that takes the matrix's place where there are many classes. */
export function startPairs(report) {
  const table = byId("pairs-table");
  if (!table) return;
  for (const cell of table.querySelectorAll("td[data-actual]")) {
    makeButton(report, {
      cell, actual: Number(cell.dataset.actual), predicted: Number(cell.dataset.predicted),
      count: Number(cell.dataset.count),
    });
  }
}

/** The dialog closes by its button, by Escape and by a click beside it. */
export function startDialog() {
  const dialog = byId("cell-dialog");
  byId("cell-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
