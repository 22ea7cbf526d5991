// Tables that can be sorted by their headers and filtered by a text.

import { announce, byId, element } from "./dom.js";

/** Sorting and filtering for every table that asks for it. */
export function startTables() {
  for (const table of document.querySelectorAll("table[data-sortable]")) makeSortable(table);
  for (const field of document.querySelectorAll("input[data-filters]")) makeFilter(field);
}

function makeSortable(table) {
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const button = element("button", { type: "button", class: "sort" }, ...header.childNodes);
    button.append(element("span", { class: "arrow", "aria-hidden": "true" }));
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      const isAscending = header.getAttribute("aria-sort") !== "ascending";
      for (const other of headers) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
      sort(table, column, isAscending);
    });
  });
}

function sort(table, column, isAscending) {
  const rows = [...table.tBodies[0].rows];
  const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const areNumbers = rows.every((row) => row.cells[column].dataset.value !== undefined);
  const compare = areNumbers
    ? (one, other) => Number(key(one)) - Number(key(other))
    : (one, other) => key(one).localeCompare(key(other), "en", { numeric: true });
  // Sorting is stable, and rows that are alike keep the model's order in both directions.
  rows.sort((one, other) => (isAscending ? compare(one, other) : compare(other, one)));
  table.tBodies[0].append(...rows);
}

function makeFilter(field) {
  const table = byId(field.dataset.filters);
  const status = byId(`${field.dataset.filters}-status`);
  field.closest(".filter").hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    const rows = [...table.tBodies[0].rows];
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    announce(status, `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows shown`);
  });
}
