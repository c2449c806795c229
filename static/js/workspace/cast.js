/* The cast list: a row goes to its mentions, shows them while the pointer or the keyboard is on it, and with g the keys
   work on rows.

   <li class="cast-row" id="g-3" data-group="3" data-name="Isis" data-undecided="4">
     <button class="cast-name" data-goto="3">

   A click on the name goes to the next mention each time. Mentions of the row under the pointer have "is-hinted". */

import { decideGroup } from "./decide.js";
import { current, focusOn, groupOf, step } from "./focus.js";
import { element, idOf, key, text } from "./items.js";
import { currentMode, setMode } from "./keys.js";
import { choose } from "./more.js";
import { define } from "./registry.js";
import { reveal, showPane } from "./reveal.js";

let row = null;

const cast = () => document.getElementById("cast");
const rows = () => [...cast().querySelectorAll(".cast-row:not([hidden])")].filter((one) => one.checkVisibility());
const nameOf = (one) => key("group", one.dataset.group);

function enter() {
  showPane("cast");
  const all = rows();
  if (!all.length) return "The cast is empty. Select words in the text to tag them.";
  const own = current() && groupOf(current());
  setMode("cast");
  go(all.find((one) => nameOf(one) === own) ?? all.find((one) => Number(one.dataset.undecided)) ?? all[0]);
  return undefined;
}

function leave() {
  row = null;
  show();
  setMode(null);
  document.activeElement?.blur();
  focusOn(current(), { scroll: false });
}

function go(one) {
  row = nameOf(one);
  if (!one.hasAttribute("tabindex")) one.tabIndex = -1;
  one.focus({ preventScroll: true });
  reveal(one);
  show();
  const all = [...text().querySelectorAll(`mark.tag[id][data-group="${idOf(row)}"]`)];
  if (!all.some(inView)) reveal(all[0]);
}

function inView(mark) {
  const { top, bottom } = mark.getBoundingClientRect();
  const frame = document.getElementById("text-pane").getBoundingClientRect();
  return top > frame.top && bottom < frame.bottom;
}

function move(direction) {
  const all = rows();
  const at = all.findIndex((one) => nameOf(one) === row);
  const next = all[at + direction];
  if (!next) return direction > 0 ? "This is the last row." : "This is the first row.";
  return go(next);
}

function decideRow(to) {
  const all = rows();
  const at = all.findIndex((one) => nameOf(one) === row);
  const why = decideGroup(row, to);
  if (why) return why;
  const next = [...all.slice(at + 1), ...all.slice(0, at)].find((one) => Number(one.dataset.undecided));
  if (next) go(next);
  return undefined;
}

function mentions() {
  const next = step(1, (name) => name.startsWith("tag:") && groupOf(name) === row, { start: -1, end: 0 });
  if (!next) return "It has no mention in the text.";
  leave();
  return focusOn(next);
}

/** From the focused mention to the next one of the row; from elsewhere to the next one after that place. */
function nextMention(group) {
  const next = step(1, (name) => name.startsWith("tag:") && groupOf(name) === group);
  if (!next) return;
  focusOn(next);
}

function hint(group) {
  for (const old of text().querySelectorAll(".is-hinted")) old.classList.remove("is-hinted");
  if (!group) return;
  for (const mark of text().querySelectorAll(`mark.tag[data-group="${group}"]`)) mark.classList.add("is-hinted");
}

function show() {
  for (const old of cast().querySelectorAll(".is-current")) old.classList.remove("is-current");
  if (row) element(row)?.classList.add("is-current");
  hint(row && idOf(row));
}

/** The row under the keys was redrawn, or is gone. */
function again() {
  if (currentMode() !== "cast" || !row) return;
  const one = element(row);
  if (one && !one.hidden) {
    if (!cast().contains(document.activeElement)) go(one);
    show();
  } else if (rows().length) go(rows()[0]);
  else leave();
}

define({
  cast: enter,
  castDown: () => move(1),
  castUp: () => move(-1),
  castConfirm: () => decideRow("confirmed"),
  castReject: () => decideRow("rejected"),
  castEnter: mentions,
  castChoose: () => { choose(row); },
  castLeave: leave,
});

export const castRow = () => (currentMode() === "cast" ? row : null);

export function startCast() {
  // Whoever clicks in the text has left the cast.
  text().addEventListener("pointerdown", () => {
    if (currentMode() !== "cast") return;
    row = null;
    show();
    setMode(null);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-goto]");
    if (button) nextMention(key("group", button.dataset.goto));
  });
  cast().addEventListener("pointerover", (event) => hint(event.target.closest(".cast-row")?.dataset.group));
  cast().addEventListener("pointerleave", () => hint(row && idOf(row)));
  cast().addEventListener("focusin", (event) => hint(event.target.closest(".cast-row")?.dataset.group));
  cast().addEventListener("focusout", () => hint(row && idOf(row)));
  document.addEventListener("workspace:redrawn", again);
}
