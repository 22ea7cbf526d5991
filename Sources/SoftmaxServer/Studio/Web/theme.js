// Light or dark: as the system has it, unless the reader says otherwise.

import { radios } from "./dom.js";
import { t } from "./words.js";

const key = "softmax-studio-theme";

/** The switch. What was chosen is remembered. */
export function themeSwitch() {
  const options = ["system", "light", "dark"].map((name) => [name, t(`theme.${name}`)]);
  return radios(t("theme"), options, remembered(), (theme) => {
    apply(theme);
    remember(theme);
  });
}

/** Applies what was chosen before. */
export function startTheme() {
  apply(remembered());
}

function apply(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event("themechange"));
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
    // Without storage the choice holds until the page is closed.
  }
}
