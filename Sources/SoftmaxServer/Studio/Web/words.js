// The page's language: English or Chinese. Each has its words in a file of its own, and only one of them is loaded.

const key = "softmax-studio-language";
const languages = ["en", "zh"];

/** @type {Object<string, string|((values: Object) => string)>} */
let words = {};
let current = "en";

/** The language in use: "en" or "zh". */
export function language() {
  return current;
}

/** Takes the remembered language, or the first of the browser's that there is. */
export async function startWords() {
  const wished = [remembered(), ...(navigator.languages ?? [navigator.language])].filter(Boolean);
  const found = wished.map((name) => name.toLowerCase().split("-")[0]).find((name) => languages.includes(name));
  await load(found ?? "en");
}

/** Changes the language and remembers it. @param {"en"|"zh"} name */
export async function setLanguage(name) {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
  await load(name);
}

async function load(name) {
  words = (await import(`./words.${name}.js`)).default;
  current = name;
  document.documentElement.lang = name === "zh" ? "zh-Hans" : "en";
  document.documentElement.dataset.language = name;
}

/**
 * A text in the page's language.
 * @param {string} name
 * @param {Object<string, string|number>} [values] what stands in place of {name}
 */
export function t(name, values = {}) {
  const text = words[name];
  if (text === undefined) return name;
  if (typeof text === "function") return text(values);
  return text.replace(/\{(\w+)\}/g, (whole, part) => String(values[part] ?? whole));
}

/**
 * A text in the page's language where it has one, else the one that came with the data.
 * @param {string} name
 * @param {string|null} other
 * @param {Object<string, string|number>} [values]
 */
export function tOr(name, other, values = {}) {
  return words[name] === undefined ? other : t(name, values);
}

/**
 * What the service says, in the page's language where there are words for its code. It speaks English itself.
 * @param {{message: string, code?: string|null, values?: Object}} problem
 * @returns {{text: string, lang: string|null}} the language is named where it is not the page's
 */
export function worded({ message, code, values }) {
  const text = code ? tOr(`problem.${code}`, null, values) : null;
  if (text !== null) return { text, lang: null };
  return { text: message, lang: current === "en" ? null : "en" };
}

function remembered() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
