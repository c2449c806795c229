/* The one tag or quote that the keys are about.

   <mark class="tag is-focused" aria-current="true" …>      <li class="quote-card is-focused" aria-current="true" …>

   What belongs to it gets the class "is-related": its cast row and other mentions, the card of the quote around it, a
   quote's speaker. Focus is kept by name, so it lives through every redraw. */

import { pendingState } from "./acts.js";
import { element, idOf, inOrder, key, pieces, quoteAround, spanOf, text, typeOf, workspace } from "./items.js";
import { reveal, showPane } from "./reveal.js";
import { define } from "./registry.js";

let focused = null;
let place = { start: 0, end: Number.MAX_SAFE_INTEGER };

export const current = () => (focused && element(focused) ? focused : null);
export const stateOf = (name) => pendingState(name) ?? element(name)?.dataset.state;

/** The quote that a key is about: the focused one, or the one around the focused tag. */
export function currentQuote() {
  const name = current();
  if (!name) return null;
  return typeOf(name) === "quote" ? name : quoteAround(name);
}

export function focusOn(name, { scroll = true, take = true } = {}) {
  const shown = name && element(name);
  focused = shown ? name : null;
  if (shown) place = placeOf(name);
  mark();
  if (shown && take) takeFocus(shown);
  if (shown && scroll) revealAll(name, shown);
  document.dispatchEvent(new CustomEvent("workspace:focus", { detail: { name: focused } }));
}

/** Go to the next (1) or previous (-1) of those that pass; from the end it goes on at the other end. */
export function step(direction, passes, from = place) {
  const all = inOrder().filter(({ name }) => passes(name));
  if (!all.length) return null;
  const ahead = direction > 0
    ? all.find((item) => compare(item, from) > 0)
    : all.findLast((item) => compare(item, from) < 0);
  return (ahead ?? (direction > 0 ? all[0] : all.at(-1))).name;
}

const compare = (a, b) => a.start - b.start || b.end - a.end;
const placeOf = (name) => inOrder().find((item) => item.name === name) ?? spanOf(element(name));
export const isUndecided = (name) => stateOf(name) === "suggested";

/** After a decision: on to the next undecided one, or stay where there is none. */
export function moveOn() {
  const next = step(1, isUndecided);
  if (next) focusOn(next);
  else focusOn(current());
}

function go(direction, passes, none) {
  const next = step(direction, passes);
  if (!next) return none;
  if (next === current()) return "There is no other.";
  return focusOn(next);
}

const NONE_LEFT = "Nothing undecided is left. {submit} submits.";

define({
  next: () => go(1, isUndecided, NONE_LEFT),
  previous: () => go(-1, isUndecided, NONE_LEFT),
  nextAny: () => go(1, () => true, "There is no tag in this text yet."),
  previousAny: () => go(-1, () => true, "There is no tag in this text yet."),
});

// --- Showing it ------------------------------------------------------------------------------------------------------

function related(name) {
  const shown = element(name);
  if (typeOf(name) === "quote") {
    const { speaker } = shown.dataset;
    return speaker ? pieces(key("tag", speaker)) : [];
  }
  const { tag, group } = shown.dataset;
  const quote = quoteAround(name);
  return [
    ...(group ? text().querySelectorAll(`mark.tag[data-group="${group}"]`) : []),
    group && element(key("group", group)),
    group && element(key("event", group)),
    quote && element(quote),
    ...document.querySelectorAll(`.quote-card[data-speaker="${tag}"]`),
  ].filter(Boolean);
}

function mark() {
  const shown = current();
  const own = new Set(shown ? [...pieces(shown), element(shown)] : []);
  const near = new Set(shown ? related(shown).filter((part) => !own.has(part)) : []);
  // Only what changes is touched: a cast row may have thousands of mentions.
  setClass("is-focused", own);
  setClass("is-related", near);
  for (const old of workspace().querySelectorAll("mark[aria-current], .quote-card[aria-current]")) {
    old.removeAttribute("aria-current");
  }
  if (shown) element(shown).setAttribute("aria-current", "true");
}

function setClass(name, parts) {
  for (const old of [...workspace().getElementsByClassName(name)]) if (!parts.has(old)) old.classList.remove(name);
  for (const part of parts) part.classList.add(name);
}

function revealAll(name, shown) {
  if (typeOf(name) === "quote") {
    if (!document.getElementById("text-pane").checkVisibility()) showPane("quotes");
    reveal(pieces(name)[0]);
    reveal(shown);
    return;
  }
  showPane("text");
  reveal(shown);
  const quote = quoteAround(name);
  if (quote) reveal(element(quote), { only: "#quotes" });
  if (shown.dataset.group) reveal(element(key("group", shown.dataset.group)), { only: "#cast" });
}

/** Give the keyboard to a tag or card, unless the person is writing somewhere. */
function takeFocus(shown) {
  if (isWriting(document.activeElement) || document.querySelector("dialog[open]")) return;
  if (!shown.hasAttribute("tabindex")) shown.tabIndex = -1;
  shown.focus({ preventScroll: true });
}

export function isWriting(where) {
  if (!where) return false;
  if (where.isContentEditable || where.matches("textarea, select") || where.closest("[data-composer], [data-editor]")) return true;
  return where.matches("input") && !["checkbox", "radio", "button", "submit"].includes(where.type);
}

/** After a redraw: mark again, and give the keyboard back if the element that had it is gone. */
function again() {
  mark();
  const lost = !document.activeElement || document.activeElement === document.body;
  if (lost && current()) takeFocus(element(focused));
  document.dispatchEvent(new CustomEvent("workspace:focus", { detail: { name: current() } }));
}

export function startFocus() {
  document.addEventListener("workspace:redrawn", again);
  document.addEventListener("acts:done", ({ detail: { ok, acted, verb } }) => {
    if (!ok || !acted) return;
    const [tag] = acted.tags ?? [];
    const [quote] = acted.quotes ?? [];
    if (verb === "add" && tag) focusOn(key("tag", tag));
    else if ((verb === "quote" || verb === "own_voice") && quote) focusOn(key("quote", quote));
    else if (verb === "undo" || verb === "redo") {
      const named = (type, ids = []) => ids.map((id) => key(type, id));
      const shown = [...named("tag", acted.tags), ...named("quote", acted.quotes)].filter((name) => element(name));
      if (shown.length && !shown.includes(current())) focusOn(shown[0]);
    }
  });
  // A place in the address, as from a search or a claim's page: #t-12, #q-5.
  const [, type, id] = location.hash.match(/^#([tq])-(\d+)$/) ?? [];
  const asked = type && key(type === "t" ? "tag" : "quote", id);
  if (asked && element(asked)) focusOn(asked);
}

export const groupOf = (name) => {
  const group = typeOf(name) === "group" ? idOf(name) : element(name)?.dataset.group;
  return group ? key("group", group) : null;
};
