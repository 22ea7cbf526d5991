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
