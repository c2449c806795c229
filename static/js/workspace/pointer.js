/* Clicks in the text and on cards: they focus what was clicked.

   In the text the innermost mark at that place; a click on what is focused already goes on to the next mark around it,
   then to the quote, then to the innermost again. Where several overlap, the palette lists them too. <a class="qbar"
   data-quote="5"> and a card focus their quote. While a speaker is being chosen, a click on a tag picks it. */

import { announce } from "../notices.js";
import { current, focusOn } from "./focus.js";
import { element, key, pieces, text, typeOf, words } from "./items.js";
import { currentMode } from "./keys.js";
import { showPalette } from "./palette.js";

const LETTERS = { person: "P", place: "L", group: "G", event: "E" };
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
  offer(name, names);
}

/** The palette for one of the things at a place, with a way to the others. */
function offer(name, names) {
  // On a narrow screen the bar below has the same buttons, and nothing should stand over the words.
  const narrow = matchMedia("(max-width: 47.99rem)").matches;
  const offers = typeOf(name) === "tag" && !narrow ? OFFERS : [];
  const here = names.length > 1 ? names.map((one) => described(one, one === name)) : [];
  if (!offers.length && !here.length) return;
  const where = () => (pieces(name)[0] ?? text()).getClientRects()[0] ?? text().getBoundingClientRect();
  showPalette(where, offers, { label: "The focused tag", kind: "tag", here });
}

function described(name, focused) {
  const { kind } = element(name).dataset;
  const tag = typeOf(name) === "tag";
  return { name, kind: tag ? kind : null, letter: tag ? LETTERS[kind] : "“", words: words(name), focused };
}

/** One of the list was chosen: it is focused, and the list stays, for the next choice. */
function onChoice(event) {
  const button = event.target.closest("[data-goes]");
  if (!button) return;
  const names = [...button.parentElement.children].map((one) => one.dataset.goes).filter((name) => element(name));
  if (!names.includes(button.dataset.goes)) return;
  focusOn(button.dataset.goes, { scroll: false });
  offer(button.dataset.goes, names);
}

function onCard(event) {
  const card = event.target.closest(".quote-card");
  if (!card || event.target.closest("button, a, input, select, textarea, label, summary")) return;
  if (getSelection().isCollapsed) focusOn(key("quote", card.dataset.quote));
}

export function startPointer() {
  document.getElementById("palette").addEventListener("click", onChoice);
  text().addEventListener("click", onText);
  document.getElementById("quotes").addEventListener("click", onCard);
}
