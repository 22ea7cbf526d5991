// Columns of a table to features, as the model's preparation says: the same steps as in the command.

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
  "november", "december",
];

/** What is wrong with a value that was typed. */
export class BadValue extends Error {
  constructor(column, problem) {
    super(`${column}: ${problem}`);
    this.column = column;
  }
}

/** The file's columns that a row needs, each with what its cells are: a column of dates stands for its parts. */
export function inputColumns(preparation) {
  const columns = [];
  for (const prepared of preparation.columns) {
    const name = prepared.date ? prepared.date.column : prepared.name;
    if (columns.some((column) => column.name === name)) continue;
    columns.push({ name, kind: prepared.date ? "date" : prepared.kind, prepared });
  }
  return columns;
}

/**
 * The features of a row, as Float32.
 *
 * row: texts by the names of the file's columns; an empty text is a missing value.
 */
export function features(preparation, row) {
  const starts = new Map();
  const values = [];
  for (const column of preparation.columns) {
    starts.set(column.name, values.length);
    values.push(...columnFeatures(preparation, column, row));
  }
  for (const [first, second] of preparation.interactions) {
    for (const one of places(preparation, starts, first)) {
      for (const other of places(preparation, starts, second)) values.push(values[one] * values[other]);
    }
  }
  return Float32Array.from(values);
}

/** Where a column's features lie, but for the one that says that the value is missing. */
function places(preparation, starts, name) {
  const column = preparation.columns.find((one) => one.name === name);
  return column.means.map((_, place) => starts.get(name) + place);
}

function columnFeatures(preparation, column, row) {
  const text = cell(column, row);
  const indicator = column.hasIndicator ? [text === "" ? 1 : 0] : [];
  if (text === "") {
    if (preparation.refusesMissing) throw new BadValue(column.name, "the model needs a value here");
    const isAlone = column.base !== null && column.hasIndicator;
    return [...column.means.map((mean) => (isAlone ? 0 : Math.fround(mean))), ...indicator];
  }
  switch (column.kind) {
    case "number":
      return [number(column, text), ...indicator];
    case "boolean":
      return [(text === "yes") !== (column.base === "yes") ? 1 : 0, ...indicator];
    default:
      return [...category(preparation, column, text), ...indicator];
  }
}

function number(column, text) {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new BadValue(column.name, "expected a number, such as 12.5");
  const rounded = Math.fround(value - column.origin);
  if (!Number.isFinite(rounded)) throw new BadValue(column.name, "the number is too large");
  return rounded;
}

function category(preparation, column, text) {
  const isKnown = column.categories.includes(text);
  if (!isKnown && preparation.refusesUnseen) {
    throw new BadValue(column.name, "the training data had no such category");
  }
  return column.categories.filter((name) => name !== column.base).map((name) => (name === text ? 1 : 0));
}

/** The text of a column's cell; for a part of dates that part. */
function cell(column, row) {
  const name = column.date ? column.date.column : column.name;
  const text = (row[name] ?? "").trim();
  return column.date && text !== "" ? datePart(name, column.date.part, text) : text;
}

function datePart(name, part, text) {
  // A date without a time is midnight; no time zone is known, and none is added.
  const milliseconds = Date.parse(`${text.length === 10 ? `${text}T00:00` : text}Z`);
  if (Number.isNaN(milliseconds)) throw new BadValue(name, "expected a date, such as 2024-03-01");
  const date = new Date(milliseconds);
  switch (part) {
    case "days": return String(milliseconds / 86400000);
    case "weekday": return weekdays[date.getUTCDay()];
    case "month": return months[date.getUTCMonth()];
    default: return String(date.getUTCHours());
  }
}

/** Numbers of a vector from pasted text, less their origins, as Float32. */
export function vectorFeatures(text, count, origins) {
  const words = text.split(/[\s,;[\]()]+/).filter((word) => word !== "");
  if (words.length !== count) {
    throw new BadValue("vector", `found ${words.length} numbers, expected ${count}`);
  }
  return Float32Array.from(words, (word, place) => {
    const value = Number(word);
    if (!Number.isFinite(value)) {
      throw new BadValue("vector", `number ${place + 1} is '${word.slice(0, 20)}', expected a number`);
    }
    return value - (origins ? origins[place] : 0);
  });
}
