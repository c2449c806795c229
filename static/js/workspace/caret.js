/* Selecting words with the keyboard alone: a caret in the text that the arrow keys move. Made here while it is on:

   <div class="text-caret" aria-hidden="true"></div>

   With Shift the caret leaves a selection behind, which is an ordinary one: every key for selected words works on it. */

import { announce } from "../notices.js";
import {
  graphemeEdges, paragraphAt, paragraphEnd, paragraphStart, paragraphText, rangeOf, sentencesIn, toPoints, wordsIn,
  wordsOf,
} from "../text-offsets.js";
import { current, focusOn } from "./focus.js";
import { element, spanOf, text } from "./items.js";
import { setMode } from "./keys.js";
import { editing } from "./pieces.js";
import { define } from "./registry.js";
import { reveal } from "./reveal.js";
import { clearSelection, offerPalette, select } from "./selection.js";
import { waiting } from "./speaker.js";

const shown = document.createElement("div");
shown.className = "text-caret";
shown.ariaHidden = "true";

let caret = null;

function start() {
  const first = firstInView();
  if (!first) return "There is no text.";
  const name = current();
  const at = name ? spanOf(element(name)).start : paragraphStart(first);
  caret = { anchor: at, head: at, characters: false };
  document.querySelector("#workspace").append(shown);
  setMode("caret");
  draw();
  return undefined;
}

function leave() {
  caret = null;
  shown.remove();
  clearSelection();
  setMode(waiting() ? "speaker" : editing() ? "pieces" : null);
  focusOn(current(), { scroll: false });
}

/** After an act on the selected words: go on from their end. */
function collapse() {
  if (!caret) return;
  const end = Math.max(caret.anchor, caret.head);
  caret.anchor = end;
  caret.head = end;
  draw();
}

function move(to, extend) {
  caret.head = to;
  if (!extend) caret.anchor = to;
  draw();
}

function draw() {
  const { anchor, head, characters } = caret;
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
  if (from === to) clearSelection();
  else select({ start: from, end: to }, { characters, backward: head < anchor });
  const line = paragraphAt(text(), head);
  reveal(line, { rect: boxAt(head) });
  place();
  announce(from === to ? wordAt(head) : wordsOf(text(), { start: from, end: to }));
}

function spanAt(offset) {
  const line = paragraphAt(text(), offset);
  const base = paragraphStart(line);
  const word = wordsIn(paragraphText(line)).find(({ end }) => base + end > offset);
  return word && { start: base + word.start, end: base + word.end };
}

function wordAt(offset) {
  const word = spanAt(offset);
  return word ? wordsOf(text(), word) : "End of the paragraph";
}

/** Where the caret may stand in a paragraph: at words' beginnings, or for a selection's end at their ends. */
function stops(line, ends) {
  const base = paragraphStart(line);
  const words = paragraphText(line);
  if (caret.characters) return graphemeEdges(words).map((edge) => base + edge);
  const letters = [...words];
  const real = wordsIn(words).filter(({ start: a, end: b }) => /[^\p{P}\s]/u.test(letters.slice(a, b).join("")));
  const edges = real.map((word) => base + (ends ? word.end : word.start));
  return ends ? edges : [...edges, base + toPoints(words)];
}

const sideways = (direction, extend) => along(direction, extend, (line) => stops(line, extend && direction > 0));

/** To the nearest of the places that `stopsOf` gives for a paragraph, else for those before or after it. */
function along(direction, extend, stopsOf) {
  const { head } = caret;
  for (let line = paragraphAt(text(), head); line; line = beside(line, direction)) {
    const all = stopsOf(line);
    const to = direction > 0 ? all.find((stop) => stop > head) : all.findLast((stop) => stop < head);
    if (to !== undefined) return move(to, extend);
  }
  return direction > 0 ? "The text ends here." : "The text begins here.";
}

/** To the next or previous sentence; a selection goes to the end of one before it takes in the next. */
function bySentence(direction, extend) {
  return along(direction, extend, (line) => {
    const base = paragraphStart(line);
    const ends = extend && direction > 0;
    return sentencesIn(paragraphText(line)).map((sentence) => base + (ends ? sentence.end : sentence.start));
  });
}

/** The same by paragraph. */
function byParagraph(direction, extend) {
  return along(direction, extend, (line) => [extend && direction > 0 ? paragraphEnd(line) : paragraphStart(line)]);
}

function beside(line, direction) {
  const all = [...text().querySelectorAll("p.para")];
  return all[all.indexOf(line) + direction];
}

function firstInView() {
  const frame = text().getBoundingClientRect();
  const all = [...text().querySelectorAll("p.para")];
  return all.find((line) => line.getBoundingClientRect().bottom > Math.max(frame.top, 0)) ?? all[0];
}

const inLine = (edge, extend) => move(edge(paragraphAt(text(), caret.head)), extend);

define({
  caret: start,
  caretLeave: leave,
  caretRight: () => sideways(1, false),
  caretLeft: () => sideways(-1, false),
  caretExtendRight: () => sideways(1, true),
  caretExtendLeft: () => sideways(-1, true),
  caretDown: () => bySentence(1, false),
  caretUp: () => bySentence(-1, false),
  caretExtendDown: () => bySentence(1, true),
  caretExtendUp: () => bySentence(-1, true),
  caretNext: () => byParagraph(1, false),
  caretPrevious: () => byParagraph(-1, false),
  caretExtendNext: () => byParagraph(1, true),
  caretExtendPrevious: () => byParagraph(-1, true),
  caretHome: () => inLine(paragraphStart, false),
  caretEnd: () => inLine(paragraphEnd, false),
  caretExtendHome: () => inLine(paragraphStart, true),
  caretExtendEnd: () => inLine(paragraphEnd, true),
  caretUnit: () => {
    caret.characters = !caret.characters;
    return caret.characters ? "The arrows move by a character." : "The arrows move by a word.";
  },
  caretEnter: () => {
    // Without a selection it is about the word at the caret.
    const word = caret.anchor === caret.head && spanAt(caret.head);
    if (word) {
      caret.anchor = word.start;
      move(word.end, true);
    }
    return offerPalette({ take: true }) ? undefined : "Hold Shift with the arrows to select words.";
  },
});

/** Where the caret stands, or null when there is none. */
export const caretOffset = () => caret?.head ?? null;

export function startCaret() {
  document.addEventListener("acts:queued", collapse);
  document.addEventListener("workspace:redrawn", () => { if (caret) place(); });
  document.addEventListener("scroll", () => { if (caret) place(); }, { capture: true, passive: true });
  text().addEventListener("pointerdown", () => { if (caret) leave(); });
}

function boxAt(offset) {
  const range = rangeOf(text(), { start: offset, end: offset });
  return range.getClientRects()[0] ?? paragraphAt(text(), offset).getBoundingClientRect();
}

function place() {
  const { left, top, height } = boxAt(caret.head);
  shown.style.left = `${left}px`;
  shown.style.top = `${top}px`;
  shown.style.height = `${height}px`;
}
