// What a reader has chosen, light or dark, and where it is remembered.

/** Shows the page in a theme; with "system" as the system has it. @param {"system"|"light"|"dark"} theme */
export function showTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** What was chosen before. @param {string} key where it is remembered */
export function rememberedTheme(key) {
  try {
    const theme = localStorage.getItem(key);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}

/** Remembers a choice. @param {string} key @param {"system"|"light"|"dark"} theme */
export function rememberTheme(key, theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Without storage, which some browsers give no local file, the choice holds until the page is closed.
  }
}
