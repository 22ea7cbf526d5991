// The first screen: one button that trains the tutorial's model, and pictures of what it learns from.

import { api } from "./api.js";
import { button, byId, element } from "./dom.js";
import { samplePicture } from "./pictures.js";
import { t } from "./words.js";

const pictureCount = 20;

/**
 * @param {Object} state the service's
 * @param {(choice: Object, place: HTMLElement, control: HTMLButtonElement) => void} start
 */
export function hero(state, start) {
  // Where the pictures would have to be fetched first, the embedded digits do.
  const isHere = state.tutorial.isCached;
  const source = isHere ? state.tutorial.source : "digits";
  const key = source === "digits" ? "digits" : "fashion";
  const problem = element("div");
  const press = button(t(`hero.train.${key}`), { class: "primary large", id: "hero-train" }, () =>
    start({ source, label: null, table: {}, method: "sgd", settings: {} }, problem, press));
  const other = button(t("hero.other"), { class: "quiet", id: "hero-other" }, () => {
    byId("data-step").scrollIntoView();
    byId("data-step").querySelector("input")?.focus({ preventScroll: true });
  });
  const mosaic = element("div", { class: "mosaic", "aria-hidden": "true" },
    ...Array.from({ length: pictureCount }, () => element("span", { class: "tile" })));
  showPictures(source, mosaic);
  return element("div", { class: "hero" },
    element("div", { class: "hero-text" }, element("h1", { tabindex: -1 }, t("hero.title")),
      element("p", { class: "lead" }, t("hero.lead")), element("div", { class: "row" }, press, other),
      element("p", { class: "muted small" }, t(`hero.note.${key}`)), problem),
    mosaic);
}

/** The pictures come when they come: nothing waits for them, and a page without them is whole. */
async function showPictures(source, mosaic) {
  try {
    const { pictures, shape } = await api("data", { body: { source } });
    if (!pictures || !shape) return;
    // Not all of one class beside one another.
    const step = Math.max(1, Math.ceil(pictures.length / 10));
    const order = pictures.map(
      (_, place) => pictures[(place * step + Math.floor((place * step) / pictures.length)) % pictures.length]);
    mosaic.replaceChildren(...order.slice(0, pictureCount).map(({ picture, label }) =>
      element("span", { class: "tile is-filled" }, samplePicture(picture, shape, label))));
  } catch {
    // The data step says what is wrong where someone chooses this data.
  }
}
