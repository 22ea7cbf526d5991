// Settings in words: only those that were chosen; what is not there has its default.

import { t, tOr } from "./words.js";

/** The setting's name. @param {string} id @param {string} [other] what the service calls it */
export function settingTitle(id, other = id) {
  return tOr(`setting.${id}`, other);
}

/** What a run's data is called. @param {string} source */
export function sourceText(source) {
  return source.startsWith("upload:") ? t("data.upload") : source;
}

/** A value in words. @param {unknown} value */
export function valueText(value) {
  if (value === true || value === "true") return t("yes");
  if (value === false || value === "false") return t("no");
  return value === null || value === undefined || value === "" ? "–" : tOr(`value.${value}`, String(value));
}

/** @param {{settings: Object, label?: string|null, table?: Object|null}} run @returns {string[]} */
export function settingsText(run) {
  const table = Object.entries(run.table ?? {}).map(([id, value]) => [tOr(`table.${id}`, id), value]);
  const settings = Object.entries(run.settings ?? {}).filter(([id]) => id !== "method").map(([id,
    value]) => [settingTitle(id), value]);
  const label = run.label ? [[t("label"), run.label]] : [];
  return [...label, ...table, ...settings].map(([name, value]) => `${name} ${valueText(value)}`);
}
