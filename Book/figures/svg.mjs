// What the figures share: elements of SVG and HTML, sliders and choices.

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, parent = null, text = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

export function html(name, attributes = {}, parent = null, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

// A slider with its words before and its value behind it; `moved` is called with its number. The value is read out by the
// slider itself, so that what stands behind it is for eyes only.
export function slider(parent, name, attributes, moved) {
  const label = html("label", { class: "slider" }, parent);
  html("span", {}, label, name);
  const input = html("input", { type: "range", "aria-label": name, ...attributes }, label);
  const shown = html("span", { class: "value", "aria-hidden": "true" }, label);
  const show = () => { shown.textContent = Number(input.value).toFixed(attributes.step.includes(".") ? 1 : 0); };
  input.addEventListener("input", () => { show(); moved(Number(input.value)); });
  show();
  return input;
}

// A row of choices of which one is taken; `chosen` is called with its place.
export function choices(parent, title, names, first, chosen) {
  const row = html("fieldset", { class: "choices" }, parent);
  html("legend", {}, row, title);
  const group = "choice-" + title.replace(/\W+/g, "-") + "-" + document.querySelectorAll("fieldset").length;
  names.forEach((name, place) => {
    const label = html("label", {}, row);
    const input = html("input", { type: "radio", name: group, value: String(place) }, label);
    input.checked = place === first;
    input.addEventListener("change", () => chosen(place));
    html("span", {}, label, name);
  });
  return row;
}
