// Brings the page to life: the frame around the views, and which view the address asks for.

import { addressOf, readAddress } from "./address.js";
import { api } from "./api.js";
import { button, byId, element, named, radios } from "./dom.js";
import { NewView } from "./new-view.js";
import { problemBox, showAtTop } from "./notices.js";
import { startPrinting } from "./printing.js";
import { startDialog } from "./dialogs.js";
import { showShortcuts, startShortcuts } from "./shortcuts.js";
import { startTheme, themeSwitch } from "./theme.js";
import { language, setLanguage, startWords, t } from "./words.js";

// Other tabs hear that the list of runs is another one.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("softmax-studio") : null;

let state = null;
let view = null;
let isFirst = true;
let shown = 0;

startTheme();
startPrinting();
startDialog("cell-dialog");
startDialog("keys-dialog");
// The address names a view, so that the link moves the focus itself.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("view").focus();
});
// Asked for while the words come, so that the first view is there sooner.
const asked = api("state");
asked.catch(() => {});
await startWords();
await start(asked);

async function start(answer) {
  try {
    state = await answer;
  } catch (error) {
    showFrame();
    byId("view").replaceChildren(
      element("h1", {}, t("start.failed")), problemBox(error, button(t("retry"), {}, () => start(api("state")))));
    return;
  }
  await show();
  if (!isFirst) return;
  isFirst = false;
  window.addEventListener("hashchange", show);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  if (channel) channel.onmessage = () => refresh();
  startShortcuts(act);
  // They will be wanted soon: when there is nothing else to do.
  const soon = window.requestIdleCallback ?? ((work) => setTimeout(work, 500));
  soon(() => Promise.all([import("./run-view.js"), import("./runs-view.js")]).catch(() => {}), { timeout: 2000 });
}

/** Shows the view that the address names. */
async function show() {
  const { path, query } = readAddress();
  const isLater = view !== null;
  shown += 1;
  const number = shown;
  const make = await maker(path);
  // Whoever goes on before a view's modules are there wants the next one.
  if (number !== shown || !make) return;
  view?.close();
  byId("notices").replaceChildren();
  view = make({ query, state, changed });
  byId("view").replaceChildren(view.node);
  showFrame();
  // For measuring how long the first view takes.
  if (!isLater) requestAnimationFrame(() => performance.mark("first-view"));
  if (!isLater) return;
  window.scrollTo(0, 0);
  byId("view").focus({ preventScroll: true });
}

/**
 * What makes the view. The first screen needs none of the modules that the others are made of, and does not wait
 * for them.
 */
async function maker(path) {
  try {
    if (path[0] !== "runs") return (options) => new NewView(options);
    if (!path[1]) {
      const { RunsView } = await import("./runs-view.js");
      return (options) => new RunsView(options);
    }
    const { RunView } = await import("./run-view.js");
    return (options) => new RunView({ ...options, id: path[1] });
  } catch {
    showAtTop(new Error(t("error.network")));
    return null;
  }
}

/** The list of runs is another one. */
function changed() {
  channel?.postMessage("runs");
  refresh();
}

async function refresh() {
  try {
    state = await api("state");
    if (view) view.state = state;
    showFrame();
  } catch {
    // The view that needs an answer says what is wrong; the numbers in the frame can wait.
  }
}

function showFrame() {
  const { path } = readAddress();
  document.title = t("title");
  byId("skip").textContent = t("skip");
  const links = [["", t("nav.new")], ["runs", t("nav.runs", { count: state?.runs.length ?? 0 })]];
  const running = state?.running ? state.runs.find(({ id }) => id === state.running) : null;
  const items = links.map(([target, text]) => element("li", {}, element("a", {
    href: addressOf(target), "aria-current": (path[0] ?? "") === target && !path[1] ? "page" : null,
  }, text)));
  if (running) {
    const target = `runs/${encodeURIComponent(running.id)}`;
    items.push(element("li", {},
      element("a",
        { href: addressOf(target), class: "is-running", "aria-current": path[1] === running.id ? "page" : null },
        t("nav.running"), named(running.name))));
  }
  byId("nav").setAttribute("aria-label", t("nav"));
  byId("nav").replaceChildren(element("ul", {}, ...items));
  if (byId("switches").dataset.language !== language()) showSwitches();
  byId("footer").replaceChildren(state ? t("footer", { version: state.version }) : "");
  for (const close of document.querySelectorAll("[data-close]")) close.textContent = t("close");
}

function showSwitches() {
  const languages = radios(t("language"), [["en", "English"], ["zh", "中文"]], language(), async (name) => {
    try {
      await setLanguage(name);
    } catch {
      showAtTop(new Error(t("error.network")));
      return;
    }
    const { scrollY } = window;
    if (state) await show();
    else showFrame();
    window.scrollTo(0, scrollY);
    byId("switches").querySelector("input:checked").focus({ preventScroll: true });
  });
  languages.classList.add("languages");
  // The names of the languages are written in the languages themselves.
  languages.querySelectorAll("label").forEach(
    (label, place) => label.setAttribute("lang", place === 0 ? "en" : "zh-Hans"));
  byId("switches").dataset.language = language();
  byId("switches")
    .replaceChildren(languages, themeSwitch(),
      button("?", { class: "round", id: "help", "aria-label": t("keys.title"), title: t("keys.title") },
        showShortcuts));
}

function act(key) {
  if (key === "n") location.hash = "#/";
  else if (key === "r") location.hash = "#/runs";
  else return view?.key?.(key) ?? false;
  return true;
}
