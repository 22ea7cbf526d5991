// Brings the page to life. Without scripts everything is there to be read; with them it can be sorted, opened and
// tried.

import { startConfusion, startDialog, startPairs } from "./confusion.js";
import { byId } from "./dom.js";
import { startForm, startVector } from "./form.js";
import { floats } from "./numbers.js";
import { startPad } from "./pad.js";
import { startPrinting } from "./printing.js";
import { startTables } from "./tables.js";
import { startTheme } from "./theme.js";

const report = JSON.parse(byId("report-data").textContent);

startTheme();
startPrinting();
startTables();
startDialog();
startConfusion(report);
startPairs(report);
startTrying();

/** The model in the page, where it is there. */
function startTrying() {
  const place = byId("try-input");
  if (!place || !report.model) return;
  report.model.weights = floats(report.model.weights);
  report.model.bias = floats(report.model.bias);
  if (report.model.kind === "image") startPad(report, place);
  else if (report.model.preparation) startForm(report, place);
  else startVector(report, place);
}
