/* Brings an element into view inside the column that scrolls it, and moves nothing that can be seen already.

   On a narrow screen, where the columns stand below each other and the page itself scrolls, only the text is followed:
   jumping to the cast and back would lose the reader's place. */

const TOP = 0.12;
const BOTTOM = 0.85;
const TO = 0.35;

/** On a screen that has room for one column, show this one: "text", "cast" or "quotes". */
export function showPane(name) {
  const pane = name === "text" ? "text-pane" : name;
  if (!document.getElementById(pane).checkVisibility()) document.getElementById(`show-${name}`)?.click();
}

export function reveal(shown, { only = null, rect = shown?.getBoundingClientRect() } = {}) {
  if (!shown?.checkVisibility()) return;
  const { top, bottom } = rect;
  const box = scroller(shown);
  if (!box) {
    if (only || !shown.closest("#text")) return;
    if (top < innerHeight * TOP || bottom > innerHeight * BOTTOM) scrollBy(0, top - innerHeight * TO);
    return;
  }
  const frame = box.getBoundingClientRect();
  const height = box.clientHeight;
  const above = top < frame.top + height * TOP && box.scrollTop > 0;
  const below = bottom > frame.top + height * BOTTOM && box.scrollTop + height < box.scrollHeight - 1;
  // What is taller than the column begins at its top.
  const to = bottom - top > height * (BOTTOM - TO) ? TOP : TO;
  if (above || below) box.scrollTop += top - frame.top - height * to;
}

function scroller(shown) {
  for (let box = shown.parentElement; box && box !== document.body; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return null;
}
