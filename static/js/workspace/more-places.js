/* The places that a list of more of the same names, in the text itself: marked, and brought into view.

   <form class="more"> … <input type="checkbox" data-start="10" data-end="14">      CSS highlight "more"

   A very long text comes in parts: places in other parts are listed, and not shown. */

import { paragraphAt, paragraphEnd, paragraphStart, rangeOf } from "../text-offsets.js";
import { text } from "./items.js";
import { reveal } from "./reveal.js";

export const places = (form) => [...form.querySelectorAll("input[type=checkbox][data-start]")];
export const unmarkPlaces = () => globalThis.CSS?.highlights?.delete("more");

const spanOf = ({ dataset }) => ({ start: Number(dataset.start), end: Number(dataset.end) });

function rangeHere({ start, end }) {
  const line = paragraphAt(text(), start);
  const here = line && paragraphStart(line) <= start && end <= paragraphEnd(line);
  return here ? rangeOf(text(), { start, end }) : null;
}

/** Mark what is ticked in a form, or with null nothing. */
export function markPlaces(form) {
  if (!form || !globalThis.Highlight) return;
  const ranges = places(form).filter((box) => box.checked).map((box) => rangeHere(spanOf(box)));
  CSS.highlights.set("more", new Highlight(...ranges.filter(Boolean)));
}

/** Bring the place of a tick box into view, in the list and in the text. */
export function showPlace(box) {
  if (!box.matches?.("[data-start]")) return;
  box.closest("li").scrollIntoView({ block: "nearest" });
  const range = rangeHere(spanOf(box));
  if (range) reveal(paragraphAt(text(), spanOf(box).start), { rect: range.getBoundingClientRect() });
}
