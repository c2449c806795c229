/* A few buttons beside selected words or under a clicked tag. Made here:

   <div id="palette" role="toolbar" aria-label="…"><button data-command="person"><kbd>1</kbd> Person</button>
     <div class="palette-here"><button data-goes="tag:12" aria-pressed="true">…   where tags overlap: all of them

   It stands over the page, near what it is about and never on it. Arrow keys move in it, Escape closes it. */

import { shortened } from "./items.js";
import { keyOf } from "./keymap.js";
import { short } from "./printed.js";

const GAP = 6;
const LONGEST = 48;
const KINDS = new Set(["person", "place", "group", "event"]);
let bar = null;
let anchor = null;
let about = null;
let before = null;

/** Show `offers`, [[command, label], …], and the overlapping things `here` beside the rectangle that `where` gives. */
export function showPalette(where, offers, { label, kind = "selection", take = false, here = [] } = {}) {
  bar.ariaLabel = label;
  bar.replaceChildren(...offers.map(([command, words], at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.dataset.size = "small";
    button.dataset.variant = "quiet";
    button.dataset.command = command;
    button.tabIndex = at ? -1 : 0;
    if (KINDS.has(command)) button.dataset.kind = command;
    const hint = document.createElement("kbd");
    hint.textContent = short(keyOf(command));
    hint.hidden = !hint.textContent;
    button.append(hint, ` ${words}`);
    return button;
  }), ...(here.length ? [list(here)] : []));
  [anchor, about] = [where, kind];
  bar.hidden = false;
  place();
  if (!take) return;
  before = document.activeElement;
  bar.firstElementChild.focus();
}

/** What overlaps at a place, [{name, kind, letter, words, focused}], innermost first: one button for each. */
function list(here) {
  const row = document.createElement("div");
  row.className = "palette-here";
  row.append(...here.map(({ name, kind, letter, words, focused }) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", ariaPressed: String(focused) });
    Object.assign(button.dataset, { size: "small", variant: "quiet", goes: name });
    const mark = document.createElement("span");
    mark.className = "kind";
    mark.textContent = letter;
    mark.ariaHidden = "true";
    if (kind) mark.dataset.kind = kind;
    const shown = document.createElement("span");
    shown.dir = "auto";
    shown.textContent = shortened(words, LONGEST);
    button.ariaLabel = `${kind ?? "quote"}: ${shown.textContent}`;
    button.append(mark, " ", shown);
    return button;
  }));
  return row;
}

export function hidePalette(kind = null) {
  if (!bar || bar.hidden || (kind && about !== kind)) return;
  // A hidden button loses the keyboard to nothing.
  if (bar.contains(document.activeElement)) (before ?? document.body).focus();
  bar.hidden = true;
  anchor = null;
}

function place() {
  if (!anchor || bar.hidden) return;
  const { left, top, bottom } = anchor();
  // Measured at the edge, where it has all the room it wants.
  bar.style.left = "0";
  const { width, height } = bar.getBoundingClientRect();
  const below = bottom + GAP + height < innerHeight;
  bar.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  bar.style.top = `${below ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
}

export function startPalette(workspace) {
  bar = document.createElement("div");
  bar.id = "palette";
  bar.setAttribute("role", "toolbar");
  bar.hidden = true;
  workspace.append(bar);
  // A press on a button must not drop the selection that it is about.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => { if (event.target.closest("button")) hidePalette(); });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      hidePalette();
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...bar.querySelectorAll("button")];
    const to = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
  });
  document.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
  for (const change of ["workspace:redrawn", "workspace:focus", "workspace:mode"]) {
    document.addEventListener(change, () => hidePalette("tag"));
  }
}
