// Light or dark: as the system has it, unless the reader says otherwise.

import { byId } from "./dom.js";
import { rememberedTheme, rememberTheme, showTheme } from "./theme-choice.js";

const themeKey = "softmax-report-theme";

/** Makes the choice work. It is remembered where the browser lets a local file do so. */
export function startTheme() {
  const controls = byId("theme");
  controls.hidden = false;
  const chosen = rememberedTheme(themeKey);
  showTheme(chosen);
  for (const choice of controls.querySelectorAll("input")) choice.checked = choice.value === chosen;
  controls.addEventListener("change", (event) => {
    showTheme(event.target.value);
    rememberTheme(themeKey, event.target.value);
  });
}
