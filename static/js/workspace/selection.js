/* Words selected in #text, by mouse, finger or keyboard, as the span that an act will send: snapped to whole words, or
   to whole characters while Shift is held at the end of the drag.

   During the drag the snapped words are drawn with the CSS highlight "snapped" where the browser has it; then the
   selection itself becomes them, and the palette opens beside it. */

import { pointAt, rangeOf, snapOnPage, spanOfRange, wordsOf } from "../text-offsets.js";
import { text } from "./items.js";
import { hidePalette, showPalette } from "./palette.js";

const TOUCH_REST = 400;
let exact = false;
let pressing = false;
let touching = false;
let rest = 0;
let kept = null;

const OFFERS = [
  ["person", "Person"], ["place", "Place"], ["group", "Group"], ["event", "Event"],
  ["quote", "Quote"], ["ownVoice", "Own voice"],
];
let offers = () => OFFERS;

/** What the palette offers for a selection may depend on what the page waits for. */
export const offerInstead = (other) => {
  const otherwise = offers;
  offers = () => other() ?? otherwise();
};

/** The selected span with its words, or null when nothing in the text is selected. */
export function selected() {
  const span = snapped();
  return span && { ...span, words: wordsOf(text(), span) };
}

export const oneParagraph = ({ words }) => !words.includes("\n");

export function clearSelection() {
  getSelection().removeAllRanges();
  unpreview();
  hidePalette();
}

/** Select a span, so that it looks and is read as any selection. */
export function select({ start, end }, { characters = false, backward = false } = {}) {
  exact = characters;
  const from = pointAt(text(), start, "start");
  const to = pointAt(text(), end, "end");
  const [a, b] = backward ? [to, from] : [from, to];
  getSelection().setBaseAndExtent(a.node, a.units, b.node, b.units);
}

/** Open the palette beside the selection; says whether there is one. */
export function offerPalette({ take = false } = {}) {
  const span = snapped();
  if (!span) return false;
  showPalette(() => rangeOf(text(), span).getBoundingClientRect(), offers(), { label: "The selected words", take });
  return true;
}

function snapped() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text())) return null;
  const span = spanOfRange(text(), range);
  if (!span || span.start === span.end) return null;
  const whole = snapOnPage(text(), span, exact);
  return whole.start < whole.end ? whole : null;
}

function preview() {
  const span = snapped();
  if (span && globalThis.Highlight) CSS.highlights.set("snapped", new Highlight(rangeOf(text(), span)));
  else unpreview();
}

const unpreview = () => globalThis.CSS?.highlights?.delete("snapped");

function settle() {
  unpreview();
  const span = snapped();
  if (!span) return;
  select(span, { characters: exact });
  offerPalette();
}

/* A selection lives through the redraw of its paragraph, also in the middle of a drag. */
function keep({ detail: { target } }) {
  const selection = getSelection();
  if (kept || selection.isCollapsed || !selection.containsNode(target, true) || !target.matches("p.para")) return;
  const span = spanOfRange(text(), selection.getRangeAt(0));
  const backward = selection.anchorNode !== selection.getRangeAt(0).startContainer;
  if (span && span.start < span.end) kept = { span, backward };
}

function putBack() {
  if (!kept) return;
  const { span, backward } = kept;
  kept = null;
  select(span, { characters: exact, backward });
}

export function startSelection() {
  document.addEventListener("workspace:replacing", keep);
  document.addEventListener("workspace:redrawn", putBack);
  text().addEventListener("pointerdown", (event) => {
    touching = event.pointerType !== "mouse";
    pressing = event.button === 0 && !touching;
    exact = event.shiftKey;
    hidePalette();
  });
  document.addEventListener("pointerup", (event) => {
    if (!pressing) return;
    pressing = false;
    exact = event.shiftKey;
    // The browser drops an old selection only after this event.
    setTimeout(settle);
  });
  document.addEventListener("pointermove", (event) => { if (pressing) exact = event.shiftKey; });
  document.addEventListener("selectionchange", () => {
    if (getSelection().isCollapsed) {
      unpreview();
      if (!pressing) hidePalette("selection");
    } else if (pressing) requestAnimationFrame(preview);
    else if (touching) {
      // Handles are being dragged: leave them alone, and offer the palette when they rest.
      clearTimeout(rest);
      rest = setTimeout(offerPalette, TOUCH_REST);
    }
  });
}
