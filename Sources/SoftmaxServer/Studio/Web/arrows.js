// Moving in a table of buttons: one cell is reached with Tab, the others from there with the arrows, Home and End.

/** @param {HTMLTableElement} table */
export function moveByArrows(table) {
  const grid = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")]);
  const buttons = [...table.querySelectorAll("td button")];
  if (buttons.length === 0) return;
  for (const button of buttons) button.tabIndex = -1;
  buttons[0].tabIndex = 0;
  table.addEventListener("focusin", ({ target }) => {
    if (!buttons.includes(target)) return;
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const row = grid.findIndex((cells) => cells.includes(cell));
    const target = row < 0 ? null : next(grid, row, grid[row].indexOf(cell), event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
  // A cell that becomes empty is disabled, and the way in must not lead to it.
  new MutationObserver(() => {
    if (buttons.some((button) => button.tabIndex === 0 && !button.disabled)) return;
    for (const button of buttons) button.tabIndex = -1;
    const first = buttons.find((button) => !button.disabled);
    if (first) first.tabIndex = 0;
  }).observe(table, { subtree: true, attributes: true, attributeFilter: ["disabled"] });
}

/** The next button in the direction of a key. */
function next(grid, row, column, key) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const usable = (cell) => cell.querySelector("button:not([disabled])");
  if (key === "Home") return grid[row].map(usable).find(Boolean);
  if (key === "End") return grid[row].map(usable).findLast(Boolean);
  const step = steps[key];
  if (!step) return null;
  for (let [y, x] = [row + step[0], column + step[1]]; grid[y]?.[x]; y += step[0], x += step[1]) {
    if (usable(grid[y][x])) return usable(grid[y][x]);
  }
  return null;
}
