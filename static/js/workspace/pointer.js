/* Clicks in the text and on cards: they focus what was clicked.

   In the text the innermost mark at that place; a click on what is focused already goes on to the next mark around it,
   then to the quote, then to the innermost again. <a class="qbar" data-quote="5"> and a card focus their quote. While a
   speaker is being chosen, a click on a tag picks it. */

import { announce } from "../notices.js";
import { current, focusOn } from "./focus.js";
import { element, key, text, typeOf } from "./items.js";
import { currentMode } from "./keys.js";
import { showPalette } from "./palette.js";

const OFFERS = [
  ["confirm", "Confirm"], ["reject", "Reject"],
  ["person", "Person"], ["place", "Place"], ["group", "Group"], ["event", "Event"],
];

/** The marks and quotes around a place, innermost first. */
function around(target) {
  const names = [];
  for (let part = target; part && part !== text(); part = part.parentElement) {
    if (part.matches("mark.tag")) names.push(key("tag", part.dataset.tag));
    else if (part.matches(".q")) names.push(key("quote", part.dataset.quote));
  }
  return [...new Set(names)].filter((name) => element(name));
}

function onText(event) {
  const bar = event.target.closest(".qbar");
  if (bar) {
    event.preventDefault();
    focusOn(key("quote", bar.dataset.quote));
    return;
  }
  if (!getSelection().isCollapsed) return;
  const names = around(event.target);
  if (!names.length) return;
  if (currentMode() === "speaker") {
    const tag = names.find((name) => typeOf(name) === "tag");
    if (tag) document.dispatchEvent(new CustomEvent("workspace:pick", { detail: { name: tag } }));
    return;
  }
  const name = names[(names.indexOf(current()) + 1) % names.length];
  focusOn(name, { scroll: typeOf(name) === "quote" });
  if (names.length > 1) announce(`${names.indexOf(name) + 1} of ${names.length} here. Click again for the next.`);
  // On a narrow screen the bar below has the same buttons, and nothing should stand over the words.
  if (typeOf(name) !== "tag" || matchMedia("(max-width: 47.99rem)").matches) return;
  const where = () => (element(name) ?? text()).getClientRects()[0] ?? text().getBoundingClientRect();
  showPalette(where, OFFERS, { label: "The focused tag", kind: "tag" });
}

function onCard(event) {
  const card = event.target.closest(".quote-card");
  if (!card || event.target.closest("button, a, input, select, textarea, label, summary")) return;
  if (getSelection().isCollapsed) focusOn(key("quote", card.dataset.quote));
}

export function startPointer() {
  text().addEventListener("click", onText);
  document.getElementById("quotes").addEventListener("click", onCard);
}
