// What a run leaves: its certificate, the command that repeats it, its report, its model in other formats.

import { api, request, runPath } from "./api.js";
import { button, element, fill, labelOf, select } from "./dom.js";
import { say, showProblem } from "./notices.js";
import { figure } from "./numbers.js";
import { t } from "./words.js";

export class Keep {
  /**
   * @param {import("./live.js").LiveRun} run
   * @param {Array<{id: string, title: string, ending: string}>} formats
   */
  constructor(run, formats) {
    Object.assign(this, { run, formats });
    this.certificate = element("div", { class: "panel", id: "certificate" });
    this.repeat = element("div", { class: "panel", id: "repeat" });
    this.take = element("div", { class: "panel", id: "take" });
    this.node = element("section", { class: "part", id: "keep", "aria-labelledby": "keep-title" },
      element("h2", { id: "keep-title" }, t("keep.title")),
      element("div", { class: "panels" }, this.certificate, this.take), this.repeat);
    run.on("state end", () => this.update());
    this.update();
  }

  update() {
    const { details, summary } = this.run;
    const key = `${summary.state}|${details.command}|${details.weightsSHA256}`;
    if (key === this.key) return;
    this.key = key;
    this.showCertificate(details, summary);
    this.showCommand(details);
    this.showTaking(summary);
  }

  showCertificate({ certificate }, summary) {
    const title = element("h3", {}, t("certificate.title"));
    if (!certificate) {
      const why = !this.run.isOver ? "certificate.later"
        : summary.method === "sgd" ? "certificate.sgd"
          : "certificate.missing";
      this.certificate.replaceChildren(title, element("p", {}, t(why)));
      return;
    }
    const isCertified = summary.certified;
    const sentence = t("certificate.sentence", { gap: figure(certificate.gap), share: figure(certificate.bound) });
    this.certificate.replaceChildren(title,
      element("p", { class: isCertified ? "verdict certified" : "verdict" },
        t(isCertified ? "certificate.yes" : "certificate.no")),
      element("p", { "data-sentence": certificate.sentence }, sentence),
      element("dl", { class: "facts" }, element("dt", {}, t("certificate.objective")),
        element("dd", {}, figure(certificate.objective)), element("dt", {}, t("certificate.gap")),
        element("dd", {}, figure(certificate.gap))));
  }

  showCommand({ command, weightsSHA256 }) {
    const code = element("code", { id: "command" }, command);
    const status = element("span", { class: "muted small", role: "status" });
    const copy = button(t("copy"), { id: "copy" }, async () => {
      status.textContent = (await copied(command, code)) ? t("copied") : t("copy.failed");
    });
    const hash = weightsSHA256
      ? element("p", { class: "muted small" }, t("repeat.hash"), element("code", { class: "hash" }, weightsSHA256))
      : null;
    fill(this.repeat, element("h3", {}, t("repeat.title")), element("p", { class: "muted" }, t("repeat.help")),
      element("pre", { tabindex: 0, "aria-label": t("repeat.title") }, code),
      element("div", { class: "row" }, copy, status), hash);
  }

  showTaking(summary) {
    const id = summary.id;
    const title = element("h3", {}, t("take.title"));
    if (!["finished", "stopped"].includes(summary.state)) {
      this.take.replaceChildren(title, element("p", { class: "muted" }, t("take.later")));
      return;
    }
    const place = element("div", { "aria-live": "polite" });
    const format = select(this.formats.map((one) => [one.id, `${one.title} (${one.ending})`]),
      this.formats[0]?.id ?? "", { id: "format" });
    const exporting = button(t("export"), { id: "export" },
      () => this.download(runPath(id, `export?format=${encodeURIComponent(format.value)}`), exporting, place));
    const model = button(t("take.model"), { id: "model" }, () => this.download(runPath(id, "model"), model, place));
    const report = element("a", {
      class: "button", id: "report", href: `/api/${runPath(id, "report")}`, target: "_blank", rel: "noopener",
    }, t("report"));
    this.take.replaceChildren(title, element("p", { class: "muted" }, t("take.help")),
      element("div", { class: "row" }, report, model),
      element("div", { class: "row" }, labelOf("format", t("export.as")), format, exporting), place);
  }

  /** Fetches a file, so that a refusal is shown here and the proof can be read. */
  async download(path, control, place) {
    control.disabled = true;
    place.replaceChildren(element("p", { class: "muted small" }, t("export.busy")));
    try {
      const response = await request(path);
      const address = URL.createObjectURL(await response.blob());
      const name = /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "model";
      element("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      const proof = response.headers.get("X-Softmax-Proof");
      place.replaceChildren(element("p", { class: "small" }, t("export.done", { name }),
        proof ? element("span", { lang: "en" }, ` ${proof}`) : null));
    } catch (error) {
      showProblem(place, error);
    } finally {
      control.disabled = false;
    }
  }
}

/** Copies a text; where the browser refuses, selects it, so that the reader can. */
async function copied(text, node) {
  try {
    await navigator.clipboard.writeText(text);
    say(t("copied"));
    return true;
  } catch {
    getSelection().selectAllChildren(node);
    return false;
  }
}

/** Renames a run. */
export function rename(id, name) {
  return api(runPath(id), { method: "PATCH", body: { name } });
}

/** Deletes a run after a question. */
export async function deleteRun(run) {
  if (!window.confirm(t("delete.sure", { name: run.name }))) return false;
  await api(runPath(run.id), { method: "DELETE" });
  return true;
}
