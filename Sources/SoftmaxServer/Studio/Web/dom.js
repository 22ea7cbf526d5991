// Making elements. Text from data goes in as text nodes alone, so nothing in it can become markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An element with attributes, its children being elements or texts. A null attribute or child is left out;
 * `true` is an
 * attribute without a value.
 * @param {string} name
 * @param {Object<string, string|number|boolean|null|undefined>} [attributes]
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. @returns {SVGElement} */
export function svgElement(name, attributes = {}, ...children) {
  return filled(document.createElementNS(svgNamespace, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Puts these in place of what a node has; what is null or false is left out. @param {Element} node */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * A button with what it does.
 * @param {string|Node} content
 * @param {Object} attributes
 * @param {(event: Event) => void} action
 * @returns {HTMLButtonElement}
 */
export function button(content, attributes, action) {
  const node = element("button", { type: "button", ...attributes }, content);
  node.addEventListener("click", action);
  return node;
}

/** The element with this id. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  return document.getElementById(id);
}

/** A name out of the data, kept from turning the direction of what is around it. @param {unknown} text */
export function named(text) {
  return element("bdi", {}, String(text ?? ""));
}

let lastNumber = 0;

/** An id that nothing else on the page has. @param {string} stem */
export function freshId(stem) {
  lastNumber += 1;
  return `${stem}-${lastNumber}`;
}

/** The label of the control with this id. @param {string} id @param {string|Node} text */
export function labelOf(id, text) {
  return element("label", { for: id }, text);
}

/**
 * A labelled control. `help` stands below it and belongs to it.
 * @param {string|Node} label
 * @param {HTMLElement} control
 * @param {string|null} [help]
 */
export function field(label, control, help = null) {
  control.id ||= freshId("field");
  const note = help ? element("p", { class: "help", id: `${control.id}-help` }, help) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return element("div", { class: "field" }, element("label", { for: control.id }, label), control, note);
}

/**
 * A choice.
 * @param {Array<[string, string]>} options values with their texts
 * @param {string} value the chosen one
 * @param {Object} [attributes]
 * @returns {HTMLSelectElement}
 */
export function select(options, value, attributes = {}) {
  const entries = options.map(([own, text]) => element("option", { value: own, selected: own === value }, text));
  return element("select", attributes, ...entries);
}

/**
 * A choice of one among a few that are all in sight.
 * @param {string} legend
 * @param {Array<[string, string]>} options
 * @param {string} value
 * @param {(value: string) => void} choose
 */
export function radios(legend, options, value, choose) {
  const name = freshId("choice");
  const labels = options.map(([own, text]) => {
    const input = element("input", { type: "radio", name, value: own, checked: own === value });
    input.addEventListener("change", () => choose(own));
    return element("label", {}, input, element("span", {}, text));
  });
  return element("fieldset", { class: "segments" }, element("legend", {}, legend), ...labels);
}
