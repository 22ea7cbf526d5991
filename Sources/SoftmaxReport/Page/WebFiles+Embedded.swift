// The report's script and style, copied by Web/embed.py: change the files in Web/, then `make web`.

extension WebFiles {
  static let style: StaticString = #"""
    /* The look of the report: light and dark, wide and narrow, screen and paper. No colour is the only sign of anything. */

    :root {
      --back: #ffffff;
      --raised: #f5f7f9;
      --ink: #1b2026;
      --muted: #545d68;
      --line: #d3d9e0;
      --edge: #7d8590;
      --accent: #005a9c;
      --wrong: #a83200;
      --heat: 200 84 18;
      --right: 0 98 155;
      --blue: #0067a5;
      --orange: #c75000;
      --green: #00805a;
      --purple: #8a3f74;
      color-scheme: light;
    }

    @media (prefers-color-scheme: dark) {
      :root:not([data-theme="light"]) {
        --back: #0f1318;
        --raised: #181e25;
        --ink: #e8edf2;
        --muted: #a3adb8;
        --line: #303943;
        --edge: #87919c;
        --accent: #79bdf2;
        --wrong: #ff9a6b;
        --heat: 226 108 40;
        --right: 40 134 196;
        --blue: #5fb4ee;
        --orange: #f5944a;
        --green: #3fc595;
        --purple: #db93c6;
        color-scheme: dark;
      }
    }

    /* The same for readers who choose it. */
    :root[data-theme="dark"] {
      --back: #0f1318;
      --raised: #181e25;
      --ink: #e8edf2;
      --muted: #a3adb8;
      --line: #303943;
      --edge: #87919c;
      --accent: #79bdf2;
      --wrong: #ff9a6b;
      --heat: 226 108 40;
      --right: 40 134 196;
      --blue: #5fb4ee;
      --orange: #f5944a;
      --green: #3fc595;
      --purple: #db93c6;
      color-scheme: dark;
    }

    /* The colours of charts (PageColor in the library). Those of data are the same on every page. */
    :root {
      --chart-background: transparent;
      --chart-ink: var(--ink);
      --chart-muted: var(--muted);
      --chart-line: var(--edge);
      --chart-grid: var(--line);
      --chart-wrong: var(--wrong);
      --chart-series-1: var(--blue);
      --chart-series-2: var(--orange);
      --chart-series-3: var(--green);
      --chart-series-4: var(--purple);
    }

    * { box-sizing: border-box; }

    html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }

    body {
      margin: 0;
      background: var(--back);
      color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
      overflow-wrap: anywhere;
    }

    body > header, main, body > footer, nav { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
    body > header { padding-top: 2rem; }
    body > footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--muted); }

    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.3rem; letter-spacing: -0.01em; }
    h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 0.5rem; }
    h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.5rem 0 0.4rem; }
    p { margin: 0 0 0.8rem; max-width: 70ch; }
    section { border-top: 1px solid var(--line); padding: 1.8rem 0 1.2rem; }
    main > section:first-child { border-top: 0; padding-top: 1rem; }
    a { color: var(--accent); text-underline-offset: 0.15em; }
    code, pre, kbd { font: 0.9em/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; }
    pre { margin: 0.3rem 0 1rem; padding: 0.7rem 0.9rem; background: var(--raised); border: 1px solid var(--line);
      border-radius: 6px; white-space: pre-wrap; }

    .lead { font-size: 1.1rem; }
    .muted { color: var(--muted); }
    .wrong { color: var(--wrong); font-weight: 600; }
    .problem { color: var(--wrong); }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .notice { border-left: 4px solid var(--wrong); background: var(--raised); padding: 0.6rem 0.9rem; }
    .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    .skip { position: absolute; left: -999rem; top: 0; background: var(--back); padding: 0.6rem 1rem; z-index: 2; }
    .skip:focus { left: 0.5rem; top: 0.5rem; }
    [hidden] { display: none !important; }

    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }

    /* Navigation */
    nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 0.3rem; list-style: none; margin: 0.8rem 0 0; padding: 0; }
    nav a { display: inline-block; padding: 0.25rem 0.6rem; min-height: 24px; border-radius: 6px; text-decoration: none;
      background: var(--raised); border: 1px solid var(--line); }
    nav a:hover { border-color: var(--accent); }

    /* Controls */
    fieldset { border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.7rem 0.4rem; margin: 0.6rem 0;
      display: inline-flex; flex-wrap: wrap; gap: 0.1rem 1rem; min-width: 0; max-width: 100%; }
    legend { padding: 0 0.3rem; color: var(--muted); font-size: 0.9rem; }
    fieldset label { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 28px; }
    input[type="radio"] { width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
    button, input, select, textarea { font: inherit; color: inherit; background: var(--back);
      border: 1px solid var(--edge); border-radius: 6px; padding: 0.3rem 0.6rem; min-height: 32px; max-width: 100%; }
    button { cursor: pointer; background: var(--raised); }
    button:hover { border-color: var(--accent); }
    textarea { width: 100%; font-family: ui-monospace, Menlo, Consolas, monospace; }
    [aria-invalid="true"] { border: 2px solid var(--wrong); }
    .filter { margin: 0.4rem 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; }
    .status { color: var(--muted); min-height: 1.5em; }

    /* Headline figures */
    .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.8rem; margin: 1rem 0;
      padding: 0; list-style: none; }
    .figures li { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 0.8rem 1rem; }
    .figures .name { display: block; color: var(--muted); font-size: 0.92rem; }
    .figures .value { display: block; font-size: 1.65rem; line-height: 1.25; font-weight: 650;
      font-variant-numeric: tabular-nums; }
    .figures .interval { display: block; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
    .figures .meaning { display: block; color: var(--muted); font-size: 0.88rem; margin-top: 0.3rem; line-height: 1.4; }

    /* Tables */
    .scroll { position: relative; overflow-x: auto; max-width: 100%; margin: 0.6rem 0 1rem; }
    table { border-collapse: collapse; font-size: 0.95rem; overflow-wrap: normal; }
    caption { text-align: left; color: var(--muted); padding: 0 0 0.4rem; }
    th, td { max-width: 34rem; overflow-wrap: break-word; padding: 0.3rem 0.65rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
    thead th { border-bottom: 2px solid var(--edge); vertical-align: bottom; }
    th.number, td.number { text-align: right; }
    tbody th { font-weight: 500; }
    tbody tr:hover > * { background: var(--raised); }
    .card th { color: var(--muted); white-space: nowrap; }
    .card td { min-width: 12rem; }
    button.sort { border: 0; background: none; padding: 0.1rem 0; font-weight: 600; text-align: inherit; min-height: 28px; }
    .arrow::after { content: "\a0↕"; color: var(--muted); }
    [aria-sort="ascending"] .arrow::after { content: "\a0↑"; color: inherit; }
    [aria-sort="descending"] .arrow::after { content: "\a0↓"; color: inherit; }

    /* The confusion matrix */
    .matrix { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; }
    .matrix th, .matrix td { border: 0; padding: 0; }
    .matrix thead th { vertical-align: bottom; text-align: center; padding: 0.2rem 0.3rem; font-weight: 500;
      max-width: 6.5rem; }
    .matrix tbody th { text-align: right; padding: 0.2rem 0.6rem; max-width: 14rem; }
    .matrix thead th.corner { text-align: right; color: var(--muted); font-weight: 400; }
    .matrix td { text-align: center; min-width: 3.1rem; height: 2.1rem; border-radius: 4px; vertical-align: middle; }
    .matrix td.is-right { outline: 1px solid var(--edge); outline-offset: -1px; font-weight: 650; }
    .matrix td .zero { color: var(--muted); }
    button.cell { width: 100%; height: 2.1rem; min-height: 2.1rem; min-width: 2.4rem; padding: 0 0.2rem; border: 0;
      background: none; border-radius: 4px; font-weight: inherit; font-variant-numeric: tabular-nums; }
    button.cell:hover { outline: 2px solid var(--accent); outline-offset: -2px; }
    .pairs button.cell { width: auto; text-decoration: underline; text-underline-offset: 0.15em; }
    .matrix .shade-1 { background-color: rgb(var(--heat) / 0.06); }
    .matrix .shade-2 { background-color: rgb(var(--heat) / 0.13); }
    .matrix .shade-3 { background-color: rgb(var(--heat) / 0.2); }
    .matrix .shade-4 { background-color: rgb(var(--heat) / 0.26); }
    .matrix .shade-5 { background-color: rgb(var(--heat) / 0.31); }
    .matrix .shade-6 { background-color: rgb(var(--heat) / 0.36); }
    .matrix .shade-7 { background-color: rgb(var(--heat) / 0.4); }
    .matrix .shade-8 { background-color: rgb(var(--heat) / 0.44); }
    .matrix .shade-9 { background-color: rgb(var(--heat) / 0.47); }
    .matrix .shade-10 { background-color: rgb(var(--heat) / 0.5); }
    .matrix .is-right[class*="shade-"] { background-color: rgb(var(--right) / 0.12); }
    .matrix .is-right.shade-5, .matrix .is-right.shade-6, .matrix .is-right.shade-7 { background-color: rgb(var(--right) / 0.22); }
    .matrix .is-right.shade-8, .matrix .is-right.shade-9, .matrix .is-right.shade-10 { background-color: rgb(var(--right) / 0.32); }

    /* Pictures and charts */
    .sheet { position: absolute; width: 0; height: 0; overflow: hidden; }
    .sheet image, .thumb image { image-rendering: pixelated; }
    .thumb { display: block; width: 84px; height: auto; max-height: 84px; background: #000; border: 1px solid var(--line); }
    .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.2rem, 1fr)); gap: 0.8rem; margin: 0.8rem 0;
      padding: 0; list-style: none; }
    .sample { margin: 0; font-size: 0.85rem; line-height: 1.35; }
    .sample figcaption span { display: block; }
    .sample .thumb { margin-bottom: 0.3rem; }
    .is-wrong .thumb { outline: 3px solid var(--wrong); }
    .weights .thumb { width: 112px; max-height: 112px; background: #fff; }
    .scale { display: flex; align-items: center; gap: 0.5rem; font-size: 0.9rem; margin: 0.4rem 0; }
    .scale .bar { width: 12rem; height: 0.9rem; border: 1px solid var(--line); }
    figure.chart { margin: 0.8rem 0; }
    figure.chart > .drawing { max-width: 100%; overflow-x: auto; }
    figure.chart svg { display: block; max-width: 100%; height: auto; color: var(--ink); }
    figure.chart figcaption { color: var(--muted); max-width: 70ch; margin-top: 0.4rem; }
    details { margin: 0.4rem 0 1rem; }
    summary { cursor: pointer; color: var(--accent); min-height: 28px; padding: 0.15rem 0; }
    .contrast { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.4rem 1.2rem; margin: 1rem 0 1.6rem; }
    .contrast > .pictures { display: flex; gap: 0.6rem; }
    .contrast > div > h3 { margin-top: 0; }
    meter { width: 9rem; height: 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 3px;
      appearance: none; }
    meter::-webkit-meter-bar { background: var(--raised); border: 0; border-radius: 3px; height: 100%; }
    meter::-webkit-meter-optimum-value { background: var(--blue); border-radius: 3px; }
    meter::-moz-meter-bar { background: var(--blue); border-radius: 3px; }

    /* Trying the model */
    .try { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem 2rem; }
    #pad { display: block; border: 1px solid var(--edge); touch-action: none; cursor: crosshair; max-width: 100%;
      background: #000; }
    .examples { display: flex; flex-wrap: wrap; gap: 0.4rem; }
    .example .thumb { width: 44px; max-height: 44px; }
    .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 0.6rem 1rem; }
    .field label { display: block; font-size: 0.92rem; }
    .field input, .field select { width: 100%; }
    #answer { min-height: 6rem; }

    /* The samples behind a cell */
    dialog { width: min(60rem, 94vw); max-height: 88vh; padding: 0; border: 1px solid var(--edge); border-radius: 10px;
      background: var(--back); color: var(--ink); }
    dialog::backdrop { background: rgb(0 0 0 / 0.55); }
    dialog .inside { padding: 1rem 1.25rem; }
    dialog .top { display: flex; justify-content: space-between; gap: 1rem; align-items: flex-start; }

    @media (max-width: 46rem) {
      h1 { font-size: 1.5rem; }
      .try, .contrast { grid-template-columns: minmax(0, 1fr); }
      th, td { padding: 0.3rem 0.45rem; }
      .figures { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
    }

    @media (prefers-reduced-motion: reduce) {
      html { scroll-behavior: auto; }
    }

    @media print {
      :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {
        --back: #ffffff; --raised: #ffffff; --ink: #000000; --muted: #444444; --line: #bbbbbb; --edge: #666666;
        --accent: #003e73; --wrong: #8a2900; --heat: 200 84 18; --right: 0 98 155; --blue: #0067a5; --orange: #c75000;
        --green: #00805a; --purple: #8a3f74; color-scheme: light;
      }
      body { font-size: 10pt; }
      nav, .skip, #theme, .filter, #confusion-mode, .status, #try, dialog { display: none !important; }
      body > header, main, body > footer { max-width: none; padding: 0; }
      section, figure, .contrast, .figures li, li { break-inside: avoid; }
      section { break-inside: auto; }
      h2, h3 { break-after: avoid; }
      .scroll { overflow: visible; }
      summary { list-style: none; color: inherit; }
      .matrix td, .thumb, .figures li { print-color-adjust: exact; }
    }

    """#

  static let domModule: StaticString = #"""
    // Making elements. Text from data goes in as text nodes alone, so nothing in it can become markup.

    const svgNamespace = "http://www.w3.org/2000/svg";

    /** An element with attributes, its children being elements or texts. A null attribute is left out. */
    export function element(name, attributes = {}, ...children) {
      return filled(document.createElement(name), attributes, children);
    }

    /** The same for SVG. */
    export function svgElement(name, attributes = {}, ...children) {
      return filled(document.createElementNS(svgNamespace, name), attributes, children);
    }

    function filled(node, attributes, children) {
      for (const [name, value] of Object.entries(attributes)) {
        if (value !== null && value !== undefined) node.setAttribute(name, value);
      }
      node.append(...children);
      return node;
    }

    /** The element with this id. */
    export function byId(id) {
      return document.getElementById(id);
    }

    /** Says something to a screen reader, and shows it. */
    export function announce(node, text) {
      if (node.textContent !== text) node.textContent = text;
    }

    """#

  static let numbersModule: StaticString = #"""
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

    """#

  static let scoringModule: StaticString = #"""
    // What the model says of one sample: softmax(W x + b), as `softmax predict` computes it.
    //
    // Weights and features are Float32; sums are Float64 here, so that they are at least as near to the truth as those
    // of the command. Labels can differ only where two classes are equally probable to seven digits.

    /**
     * The logits of a sample.
     *
     * model.weights [classes x features] row by row, model.bias [classes], both Float32; features: Float32.
     */
    export function logits(model, features) {
      const width = features.length;
      return Array.from(model.bias, (bias, row) => {
        let sum = 0;
        for (let place = 0; place < width; place += 1) {
          sum += model.weights[row * width + place] * features[place];
        }
        return sum + bias;
      });
    }

    /** Probabilities from logits: e^o over the sum of them, the largest logit subtracted first. */
    export function softmax(values) {
      const largest = Math.max(...values);
      const powers = values.map((value) => Math.exp(value - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    }

    /**
     * The probabilities of all classes, in the model's order.
     *
     * model.outputs, where there are some: each row's logit times scales[row] plus shifts[row], then softmax, then for each
     * class the sum over the rows that groups lists.
     */
    export function probabilities(model, features) {
      const raw = logits(model, features);
      const { outputs } = model;
      if (!outputs) return softmax(raw);
      const own = softmax(raw.map((value, row) => value * outputs.scales[row] + outputs.shifts[row]));
      return outputs.groups.map((rows) => rows.reduce((sum, row) => sum + own[row], 0));
    }

    /** The classes with their probabilities, the most probable first; of equals the first in the model's order. */
    export function ranked(model, features) {
      return probabilities(model, features)
        .map((value, index) => ({ index, probability: value }))
        .sort((one, other) => other.probability - one.probability || one.index - other.index);
    }

    """#

  static let prepareModule: StaticString = #"""
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

    """#

  static let samplesModule: StaticString = #"""
    // Samples as lists: pictures from the sheet of thumbnails, or rows of a table.

    import { element, svgElement } from "./dom.js";
    import { probability } from "./numbers.js";

    /** A name out of the data, kept from turning the direction of what is around it. */
    export function named(text) {
      return element("bdi", {}, text);
    }

    /** A picture of the sheet. */
    export function thumbnail(sheet, place, label) {
      const x = (place % sheet.columns) * sheet.width;
      const y = Math.floor(place / sheet.columns) * sheet.height;
      return svgElement(
        "svg",
        {
          class: "thumb", viewBox: `${x} ${y} ${sheet.width} ${sheet.height}`, role: "img", "aria-label": label,
        },
        svgElement("use", { href: "#sheet" })
      );
    }

    /** Some samples: a grid of pictures or a table of rows. */
    export function sampleList(report, indices, caption) {
      const samples = indices.map((index) => report.samples[index]);
      return report.sheet ? pictures(report, samples) : rows(report, samples, caption);
    }

    function pictures(report, samples) {
      const items = samples.map((sample) => element("li", {}, picture(report, sample)));
      return element("ul", { class: "gallery" }, ...items);
    }

    function picture(report, sample) {
      const [actual, predicted] = [report.classes[sample.actual], report.classes[sample.predicted]];
      const isWrong = sample.actual !== sample.predicted;
      const caption = [
        element("span", {}, "true: ", named(actual)),
        element("span", { class: isWrong ? "wrong" : null }, isWrong ? "✗ said: " : "✓ said: ", named(predicted)),
        element("span", { class: "muted" }, `probability ${probability(sample.probability)}`),
        element("span", { class: "muted" }, `sample ${sample.index}`),
      ];
      return element(
        "figure", { class: isWrong ? "sample is-wrong" : "sample" },
        thumbnail(report.sheet, sample.thumb, `sample ${sample.index}, ${actual}`),
        element("figcaption", {}, ...caption)
      );
    }

    function rows(report, samples, caption) {
      const own = ["sample", ...(report.hasLines ? ["line"] : []), "true", "predicted", "probability"];
      const titles = [...own, ...report.columns];
      const head = element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, named(title))));
      const body = samples.map((sample) => {
        const isWrong = sample.actual !== sample.predicted;
        const cells = [
          ...(report.hasLines ? [element("td", { class: "number" }, String(sample.line ?? ""))] : []),
          element("td", {}, named(report.classes[sample.actual])),
          element("td", { class: isWrong ? "wrong" : null }, isWrong ? "✗ " : "✓ ",
            named(report.classes[sample.predicted])),
          element("td", { class: "number" }, probability(sample.probability)),
          ...(sample.cells ?? []).map((cell) => element("td", {}, named(cell))),
        ];
        return element("tr", {}, element("th", { scope: "row", class: "number" }, String(sample.index)), ...cells);
      });
      const table = element(
        "table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body)
      );
      return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, table);
    }

    """#

  static let confusionModule: StaticString = #"""
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

    """#

  static let tablesModule: StaticString = #"""
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

    """#

  static let themeModule: StaticString = #"""
    // Light or dark: as the system has it, unless the reader says otherwise.

    import { byId } from "./dom.js";

    const key = "softmax-report-theme";

    /** Makes the choice work. It is remembered where the browser lets a local file do so. */
    export function startTheme() {
      const controls = byId("theme");
      controls.hidden = false;
      const chosen = remembered();
      apply(chosen);
      for (const choice of controls.querySelectorAll("input")) choice.checked = choice.value === chosen;
      controls.addEventListener("change", (event) => {
        apply(event.target.value);
        remember(event.target.value);
      });
    }

    function apply(theme) {
      if (theme === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
    }

    function remembered() {
      try {
        const theme = localStorage.getItem(key);
        return theme === "light" || theme === "dark" ? theme : "system";
      } catch {
        return "system";
      }
    }

    function remember(theme) {
      try {
        localStorage.setItem(key, theme);
      } catch {
        // Some browsers give local files no storage: then the choice holds until the page is closed.
      }
    }

    """#

  static let printingModule: StaticString = #"""
    // On paper everything is open, and light.

    /** Opens what is folded before the page is printed, and folds it again. */
    export function startPrinting() {
      let opened = [];
      window.addEventListener("beforeprint", () => {
        opened = [...document.querySelectorAll("details:not([open])")];
        for (const details of opened) details.open = true;
      });
      window.addEventListener("afterprint", () => {
        for (const details of opened) details.open = false;
      });
    }

    """#

  static let answerModule: StaticString = #"""
    // What the model says of a sample that the reader has made.

    import { byId, element } from "./dom.js";
    import { probability } from "./numbers.js";
    import { named } from "./samples.js";
    import { ranked } from "./scoring.js";

    const mostShown = 10;

    /** Shows the classes with their probabilities, the most probable first. */
    export function showAnswer(report, features) {
      const classes = ranked(report.model, features);
      const best = classes[0];
      const output = byId("answer");
      output.dataset.label = report.classes[best.index];
      output.dataset.probability = best.probability;
      const rows = classes.slice(0, mostShown).map(({ index, probability: value }) => {
        const bar = element("meter", { min: "0", max: "1", value: String(value), "aria-hidden": "true" });
        return element(
          "tr", {}, element("th", { scope: "row" }, named(report.classes[index])), element("td", {}, bar),
          element("td", { class: "number" }, probability(value))
        );
      });
      const head = element(
        "tr", {}, element("th", { scope: "col" }, "class"), element("th", { scope: "col" }, "share"),
        element("th", { scope: "col" }, "probability")
      );
      const rest = classes.length - mostShown;
      const more = rest > 0 ? ` The other ${rest} classes are less probable.` : "";
      output.replaceChildren(
        element("p", {}, "The model says ", element("strong", {}, named(report.classes[best.index])),
          `, with probability ${probability(best.probability)}.${more}`),
        element("table", {}, element("caption", {}, "Probabilities, the largest first"),
          element("thead", {}, head), element("tbody", {}, ...rows))
      );
    }

    /** Says why there is no answer. */
    export function showProblem(text) {
      const output = byId("answer");
      delete output.dataset.label;
      output.replaceChildren(element("p", { class: "problem" }, `✗ ${text}`));
    }

    /** Says what to do first. */
    export function showHint(text) {
      const output = byId("answer");
      delete output.dataset.label;
      output.replaceChildren(element("p", { class: "muted" }, text));
    }

    """#

  static let padModule: StaticString = #"""
    // A pad to draw on, for models of pictures. A drawing is kept in the stored values of the model's own format, so
    // that the command reads the very same picture.

    import { showAnswer, showHint } from "./answer.js";
    import { byId, element } from "./dom.js";
    import { thumbnail } from "./samples.js";

    const hint = "Draw something, or take one of the pictures.";

    /** Makes the pad in `place`. */
    export function startPad(report, place) {
      const pad = new Pad(report);
      const clear = element("button", { type: "button", id: "pad-clear" }, "Clear");
      clear.addEventListener("click", () => pad.clear());
      const [height, width] = report.model.shape;
      const help =
        `Draw with a pointer. With the keyboard: arrow keys move the brush, Space paints, Delete clears. `
        + `The model sees ${height} x ${width} pixels, light on dark.`;
      place.replaceChildren(
        element("div", { class: "pad" }, pad.canvas, element("p", { id: "pad-help", class: "muted" }, help), clear,
          ...examplePictures(report, pad))
      );
      pad.clear();
    }

    /** Pictures of the report to begin with, where the sheet has them at the model's own size. */
    function examplePictures(report, pad) {
      if (!report.sheet || !report.sheet.isWhole || report.examples.length === 0) return [];
      const buttons = report.examples.map((index) => {
        const sample = report.samples[index];
        const name = report.classes[sample.actual];
        const button = element("button", { type: "button", class: "example", "data-sample": String(index) },
          thumbnail(report.sheet, sample.thumb, `sample ${sample.index}, ${name}`));
        button.addEventListener("click", () => pad.take(report.sheet, sample.thumb));
        return button;
      });
      return [element("p", { id: "examples-title" }, "Or take a picture of the data:"),
        element("div", { class: "examples", role: "group", "aria-labelledby": "examples-title" }, ...buttons)];
    }

    class Pad {
      constructor(report) {
        this.report = report;
        const [height, width, channels = 1] = report.model.shape;
        Object.assign(this, { height, width, channels });
        // Stored values run to 255 at most: those of formats with more are drawn in 255 steps.
        this.steps = Math.min(report.model.maximum === 1 ? 255 : report.model.maximum, 255);
        this.values = new Float64Array(height * width * channels);
        this.brush = { x: (width - 1) / 2, y: (height - 1) / 2 };
        this.isFocused = false;
        this.scale = Math.max(1, Math.floor(280 / Math.max(width, height)));
        this.canvas = element("canvas", {
          id: "pad", width: width * this.scale, height: height * this.scale, tabindex: "0", role: "application",
          "aria-label": "Drawing pad", "aria-describedby": "pad-help",
        });
        this.listen();
      }

      listen() {
        const { canvas } = this;
        canvas.addEventListener("pointerdown", (event) => {
          canvas.setPointerCapture(event.pointerId);
          this.last = this.point(event);
          this.stroke(this.last, this.last);
        });
        canvas.addEventListener("pointermove", (event) => {
          if (!this.last) return;
          const point = this.point(event);
          this.stroke(this.last, point);
          this.last = point;
        });
        for (const name of ["pointerup", "pointercancel"]) {
          canvas.addEventListener(name, () => { this.last = null; });
        }
        for (const name of ["focus", "blur"]) {
          canvas.addEventListener(name, () => { this.isFocused = name === "focus"; this.show(); });
        }
        canvas.addEventListener("keydown", (event) => this.key(event));
      }

      /** A place in pixels of the model's picture; whole numbers are the middles of pixels. */
      point(event) {
        const area = this.canvas.getBoundingClientRect();
        return {
          x: ((event.clientX - area.left) / area.width) * this.width - 0.5,
          y: ((event.clientY - area.top) / area.height) * this.height - 0.5,
        };
      }

      key(event) {
        const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const step = steps[event.key];
        if (step) {
          const within = (value, size) => Math.min(Math.max(Math.round(value), 0), size - 1);
          this.brush.x = within(this.brush.x + step[0], this.width);
          this.brush.y = within(this.brush.y + step[1], this.height);
          this.show();
        } else if (event.key === " ") {
          this.stroke(this.brush, this.brush);
        } else if (event.key === "Delete" || event.key === "Backspace") {
          this.clear();
        } else {
          return;
        }
        event.preventDefault();
      }

      /** Draws a line with a round brush of soft edge. */
      stroke(from, to) {
        const radius = Math.max(0.6, Math.max(this.width, this.height) / 24);
        const reach = radius + 0.5;
        const [left, right] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach];
        const [top, bottom] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach];
        for (let y = Math.max(0, Math.ceil(top)); y <= Math.min(this.height - 1, bottom); y += 1) {
          for (let x = Math.max(0, Math.ceil(left)); x <= Math.min(this.width - 1, right); x += 1) {
            const ink = Math.min(1, Math.max(0, reach - distance({ x, y }, from, to)));
            for (let channel = 0; channel < this.channels; channel += 1) {
              const place = (y * this.width + x) * this.channels + channel;
              this.values[place] = Math.max(this.values[place], Math.round(ink * this.steps));
            }
          }
        }
        this.changed();
      }

      clear() {
        this.values.fill(0);
        this.show();
        this.canvas.dataset.pixels = "";
        showHint(hint);
      }

      /** Takes a picture of the sheet as it is. */
      take(sheet, place) {
        const source = byId("sheet");
        const copy = element("canvas", { width: this.width, height: this.height });
        const context = copy.getContext("2d", { willReadFrequently: true });
        const image = new Image();
        image.addEventListener("load", () => {
          const [x, y] = [(place % sheet.columns) * sheet.width, Math.floor(place / sheet.columns) * sheet.height];
          context.drawImage(image, x, y, this.width, this.height, 0, 0, this.width, this.height);
          const bytes = context.getImageData(0, 0, this.width, this.height).data;
          for (let pixel = 0; pixel < this.width * this.height; pixel += 1) {
            for (let channel = 0; channel < this.channels; channel += 1) {
              const value = (bytes[4 * pixel + channel] / 255) * this.steps;
              this.values[pixel * this.channels + channel] = Math.round(value);
            }
          }
          this.changed();
        });
        image.src = source.getAttribute("href");
      }

      changed() {
        this.show();
        this.canvas.dataset.pixels = Array.from(this.values).join(",");
        showAnswer(this.report, Float32Array.from(this.values, (value) => value / this.steps));
      }

      show() {
        const context = this.canvas.getContext("2d");
        const { scale } = this;
        for (let y = 0; y < this.height; y += 1) {
          for (let x = 0; x < this.width; x += 1) {
            const start = (y * this.width + x) * this.channels;
            const levels = [0, 1, 2].map((channel) => {
              const value = this.values[start + (this.channels === 3 ? channel : 0)];
              return Math.round((value / this.steps) * 255);
            });
            context.fillStyle = `rgb(${levels.join(" ")})`;
            context.fillRect(x * scale, y * scale, scale, scale);
          }
        }
        if (this.isFocused) this.showBrush(context);
      }

      showBrush(context) {
        const [x, y] = [Math.round(this.brush.x) * this.scale, Math.round(this.brush.y) * this.scale];
        context.lineWidth = 2;
        context.strokeStyle = "rgb(255 176 0)";
        context.strokeRect(x + 1, y + 1, Math.max(2, this.scale - 2), Math.max(2, this.scale - 2));
      }
    }

    /** How far a point is from a line between two others. */
    function distance(point, from, to) {
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const length = dx * dx + dy * dy;
      const share = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
      const place = Math.min(1, Math.max(0, share));
      return Math.hypot(point.x - from.x - place * dx, point.y - from.y - place * dy);
    }

    """#

  static let formModule: StaticString = #"""
    // A form for a row of a table, or a field for a vector.

    import { showAnswer, showHint, showProblem } from "./answer.js";
    import { element } from "./dom.js";
    import { BadValue, features, inputColumns, vectorFeatures } from "./prepare.js";
    import { named } from "./samples.js";

    const mostChoices = 60;

    /** Makes a field for each column that the model needs. */
    export function startForm(report, place) {
      const { preparation } = report.model;
      const fields = inputColumns(preparation).map((column, number) => field(report, column, number));
      const read = () => Object.fromEntries(fields.map(({ column, input }) => [column.name, input.value]));
      const score = () => answer(report, fields, () => features(preparation, read()));
      const form = element("form", { id: "row-form", autocomplete: "off" },
        element("div", { class: "fields" }, ...fields.map(({ node }) => node)));
      form.addEventListener("input", score);
      form.addEventListener("submit", (event) => event.preventDefault());
      place.replaceChildren(...exampleRows(report, fields, score), form);
      score();
    }

    function field(report, column, number) {
      const id = `field-${number}`;
      const input = control(report, column, id);
      const node = element("div", { class: "field" }, element("label", { for: id }, named(column.name)), input);
      return { column, input, node };
    }

    function control(report, column, id) {
      const { prepared } = column;
      const attributes = { id, "data-column": column.name };
      const start = report.model.start?.[column.name] ?? "";
      switch (column.kind) {
        case "number":
          return element("input", { ...attributes, type: "text", inputmode: "decimal", value: start });
        case "date":
          return element("input", { ...attributes, type: "datetime-local", step: "1", value: start });
        case "boolean":
          return choice(report, attributes, ["yes", "no"], start);
        default:
          return prepared.categories.length <= mostChoices
            ? choice(report, attributes, prepared.categories, start)
            : element("input", { ...attributes, type: "text", value: start });
      }
    }

    function choice(report, attributes, values, start) {
      const { preparation } = report.model;
      const empty = preparation.refusesMissing ? [] : [["", "(missing)"]];
      const options = [...empty, ...values.map((value) => [value, value])].map(([value, text]) =>
        element("option", { value, selected: value === start ? "" : null }, text));
      return element("select", attributes, ...options);
    }

    /** Rows of the report to begin with. */
    function exampleRows(report, fields, score) {
      const buttons = report.examples.map((index) => {
        const sample = report.samples[index];
        const button = element("button", { type: "button", class: "example", "data-sample": String(index) },
          `sample ${sample.index}, `, named(report.classes[sample.actual]));
        button.addEventListener("click", () => {
          for (const { column, input } of fields) input.value = sample.inputs?.[column.name] ?? "";
          score();
        });
        return button;
      });
      if (buttons.length === 0) return [];
      return [element("p", { id: "examples-title" }, "Begin with a row of the data:"),
        element("div", { class: "examples", role: "group", "aria-labelledby": "examples-title" }, ...buttons)];
    }

    function answer(report, fields, make) {
      for (const { input } of fields) input.removeAttribute("aria-invalid");
      try {
        showAnswer(report, make());
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        fields.find(({ column }) => error.column === column.name)?.input.setAttribute("aria-invalid", "true");
        showProblem(error.message);
      }
    }

    /** Makes a field for a vector. */
    export function startVector(report, place) {
      const count = report.model.shape.reduce((product, size) => product * size, 1);
      const input = element("textarea", { id: "vector", rows: "5", spellcheck: "false" });
      const label = element("label", { for: "vector" }, `${count} numbers, with commas or spaces between them`);
      input.addEventListener("input", () => {
        if (input.value.trim() === "") showHint("Paste a vector.");
        else answer(report, [], () => vectorFeatures(input.value, count, report.model.origins));
      });
      place.replaceChildren(label, input);
      showHint("Paste a vector.");
    }

    """#

  static let mainModule: StaticString = #"""
    // Brings the page to life. Without scripts everything is there to be read; with them it can be sorted, opened and
    // tried.

    import { startConfusion, startDialog, startPairs } from "./confusion.js";
    import { byId } from "./dom.js";
    import { startForm, startVector } from "./form.js";
    import { floats } from "./numbers.js";
    import { startPad } from "./pad.js";
    import { startPrinting } from "./printing.js";
    import { startTables } from "./tables.js";
    import { startTheme } from "./theme.js";

    const report = JSON.parse(byId("report-data").textContent);

    startTheme();
    startPrinting();
    startTables();
    startDialog();
    startConfusion(report);
    startPairs(report);
    startTrying();

    /** The model in the page, where it is there. */
    function startTrying() {
      const place = byId("try-input");
      if (!place || !report.model) return;
      report.model.weights = floats(report.model.weights);
      report.model.bias = floats(report.model.bias);
      if (report.model.kind === "image") startPad(report, place);
      else if (report.model.preparation) startForm(report, place);
      else startVector(report, place);
    }

    """#

  /// In an order in which each stands behind those that it imports.
  static let modules = [
    domModule,
    numbersModule,
    scoringModule,
    prepareModule,
    samplesModule,
    confusionModule,
    tablesModule,
    themeModule,
    printingModule,
    answerModule,
    padModule,
    formModule,
    mainModule,
  ]
}
