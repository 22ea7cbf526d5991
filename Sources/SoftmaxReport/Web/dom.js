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
