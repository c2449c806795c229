/* The history beside the text: who did what, when, and from which suggestion; a click on the words goes to the place.

   <a href="/readings/1/history/" data-shows-history>History</a>      without scripts, and for a new tab, the whole page
   <aside class="pane history-panel" id="history-panel">              made here, over the column of quotes
     <a class="place-link" href="…#t-12" data-anchor="t-12" data-start="10" data-end="17">“Isis”</a>

   It is read again after every act while it is open. */

import { announce } from "../notices.js";
import { paragraphAt, paragraphEnd, paragraphStart, rangeOf } from "../text-offsets.js";
import { current, focusOn } from "./focus.js";
import { element, key, text, workspace } from "./items.js";
import { define } from "./registry.js";
import { reveal, showPane } from "./reveal.js";

const REST = 250;
const FLASH = 1500;
const TYPES = { t: "tag", q: "quote" };
let panel = null;
let timer = 0;
let asked = 0;

const isOpen = () => !panel.hidden && panel.checkVisibility();
const place = (name) => panel.querySelector(`[data-part="${name}"]`);

function make(tag, fields = {}, ...children) {
  const node = Object.assign(document.createElement(tag), fields);
  node.append(...children);
  return node;
}

async function read(before) {
  const mine = ++asked;
  const { historyUrl } = workspace().dataset;
  try {
    const address = before ? `${historyUrl}?before=${before}` : historyUrl;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    const holder = make("template");
    holder.innerHTML = await answer.text();
    if (mine !== asked) return;
    show(holder.content.querySelector("ol"), before);
  } catch {
    if (mine !== asked) return;
    place("note").textContent = "The history could not be read. It is tried again after the next act.";
  }
}

function show(list, before) {
  const shown = place("list");
  const { older, sources, reader } = list.dataset;
  if (before) shown.append(...list.children);
  else shown.replaceChildren(...list.children);
  // What is hidden loses the keyboard.
  if (!older && document.activeElement === place("older")) panel.focus({ preventScroll: true });
  place("older").hidden = !older;
  place("older").dataset.before = older ?? "";
  const made = [reader && `By ${reader} where nobody else is named.`, sources && `Suggestions by ${sources}.`]
    .filter(Boolean).join(" ");
  place("note").textContent = shown.childElementCount ? made : "Nothing has been done yet.";
}

function open() {
  panel.hidden = false;
  told(true);
  showPane("quotes");
  place("note").textContent = "Reading …";
  read();
  panel.focus({ preventScroll: true });
  announce("History, latest first.");
}

function close() {
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  told(false);
  if (inside) focusOn(current(), { scroll: false });
}

function told(expanded) {
  for (const opener of document.querySelectorAll("[data-shows-history]")) {
    opener.setAttribute("aria-expanded", expanded);
  }
}

/** To the thing itself, or where it is gone to the words it stood on; false where this part of the page has neither. */
function go({ anchor, start, end }) {
  const [, type, id] = anchor.match(/^([tq])-(\d+)$/) ?? [];
  const name = type && key(TYPES[type], id);
  const shown = name && element(name);
  if (shown && !shown.hidden) {
    focusOn(name);
    return true;
  }
  const span = { start: Number(start), end: Math.max(Number(end), Number(start) + 1) };
  const line = paragraphAt(text(), span.start);
  if (!line || span.start < paragraphStart(line) || span.start > paragraphEnd(line)) return false;
  showPane("text");
  const range = rangeOf(text(), span);
  reveal(line, { rect: range.getBoundingClientRect() });
  if (globalThis.Highlight) {
    CSS.highlights.set("more", new Highlight(range));
    setTimeout(() => CSS.highlights.delete("more"), FLASH);
  }
  announce("This is where it stood.");
  return true;
}

define({ history: () => (isOpen() ? close() : open()) });

export function startHistory() {
  const older = make("button", { type: "button", className: "button", textContent: "Earlier", hidden: true });
  older.dataset.part = "older";
  older.addEventListener("click", () => read(older.dataset.before));
  const shut = make("button", { type: "button", className: "button", textContent: "✕" });
  shut.ariaLabel = "Close the history";
  Object.assign(shut.dataset, { size: "small", variant: "quiet" });
  shut.addEventListener("click", close);
  const list = make("ol", { className: "timeline", role: "list" });
  list.dataset.part = "list";
  const note = make("p", { className: "faint small" });
  note.dataset.part = "note";
  panel = make("aside", { id: "history-panel", className: "pane history-panel", hidden: true, tabIndex: -1 },
    make("div", { className: "history-head" }, make("h2", { id: "history-name", textContent: "History" }), shut),
    note, list, older);
  panel.setAttribute("aria-labelledby", "history-name");
  workspace().append(panel);
  told(false);
  panel.addEventListener("click", (event) => {
    const link = event.target.closest(".place-link");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && go(link.dataset)) event.preventDefault();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-shows-history]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    if (isOpen()) close();
    else open();
  });
  document.addEventListener("acts:done", ({ detail: { ok } }) => {
    if (!ok || !isOpen()) return;
    clearTimeout(timer);
    timer = setTimeout(() => read(), REST);
  });
}
