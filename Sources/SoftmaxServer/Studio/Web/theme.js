// Light or dark: as the system has it, unless the reader says otherwise.

import { radios } from "./dom.js";
import { rememberedTheme, rememberTheme, showTheme } from "./theme-choice.js";
import { t } from "./words.js";

const key = "softmax-studio-theme";

/** The switch. What was chosen is remembered. */
export function themeSwitch() {
  const options = ["system", "light", "dark"].map((name) => [name, t(`theme.${name}`)]);
  return radios(t("theme"), options, rememberedTheme(key), (theme) => {
    showTheme(theme);
    rememberTheme(key, theme);
    // Charts are drawn anew.
    window.dispatchEvent(new Event("themechange"));
  });
}

/** Applies what was chosen before. */
export function startTheme() {
  showTheme(rememberedTheme(key));
}
