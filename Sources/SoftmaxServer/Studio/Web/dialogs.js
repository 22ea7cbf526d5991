// Dialogs close by their buttons, by Escape, and by a click beside them.

import { byId } from "./dom.js";

/** The dialog closes by its button, by Escape and by a click beside it. @param {string} id */
export function startDialog(id) {
  const dialog = byId(id);
  for (const close of dialog.querySelectorAll("[data-close]")) close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
