/* Choosing who speaks: after s on a quote, j and k or a click pick a tag, Enter sets it; or selected words become it.

   The tag picked so far has the class "is-candidate"; #workspace has data-mode="speaker" meanwhile. */

import { announce } from "../notices.js";
import { act, writing } from "./acts.js";
import { currentQuote, focusOn, isUndecided, moveOn, stateOf, step } from "./focus.js";
import { element, idOf, inOrder, key, pieces, spanOf, text, typeOf, words } from "./items.js";
import { setMode } from "./keys.js";
import { define } from "./registry.js";
import { reveal, showPane } from "./reveal.js";
import { clearSelection, offerInstead, oneParagraph, selected } from "./selection.js";
import { paragraphStart } from "../text-offsets.js";

let quote = null;
let candidate = null;

export const waiting = () => quote;

const live = (name) => typeOf(name) === "tag" && stateOf(name) !== "rejected";
const speaks = (name) => live(name) && ["person", "group"].includes(element(name).dataset.kind);

function start() {
  const name = currentQuote();
  if (!name) return "This key is for a quote. Click one, or press {next} until one is focused.";
  if (element(name).dataset.mode === "own_voice") return "A passage in the outlet’s own voice has no speaker.";
  quote = name;
  focusOn(name);
  setMode("speaker");
  showPane("text");
  const { speaker } = element(name).dataset;
  if (selected()) return "Press Enter to make the selected words the speaker, or the key of a kind.";
  pick((speaker && element(key("tag", speaker)) && key("tag", speaker)) ?? nearest());
  return undefined;
}

/** The person or group whose tag stands nearest to the quote, but not in it. */
function nearest() {
  const parts = pieces(quote);
  const tags = inOrder().filter(({ name }) => speaks(name) && !parts.some((part) => part.contains(element(name))));
  if (!parts.length || !tags.length) return null;
  const line = parts.at(-1).closest("p.para");
  const from = Number(element(quote).dataset.start);
  const to = Math.max(from, paragraphStart(line));
  const far = ({ start: a }) => Math.min(Math.abs(a - from), Math.abs(a - to));
  return tags.reduce((best, tag) => (far(tag) < far(best) ? tag : best)).name;
}

export function pick(name) {
  if (name && !live(name)) return;
  candidate = name;
  show();
  if (!name) return;
  reveal(element(name));
  announce(`${words(name)}. Enter makes this the speaker.`);
}

function show() {
  for (const old of document.querySelectorAll(".is-candidate")) old.classList.remove("is-candidate");
  if (quote && candidate) for (const part of pieces(candidate)) part.classList.add("is-candidate");
}

function go(direction, passes) {
  const known = candidate && inOrder().find(({ name }) => name === candidate);
  const at = known || spanOf(element(quote));
  const next = step(direction, passes, at);
  if (!next) return "There is no such tag. Select the words that name the speaker.";
  return pick(next);
}

function set() {
  if (selected()) return speakerFromWords("person");
  if (!candidate || !element(candidate)) return "Pick a tag first: {speakerNext}, {speakerPrevious} or a click. Or select the words.";
  return send("speaker", { tag: idOf(candidate) }, { objects: [candidate], expect: { [candidate]: "confirmed" } });
}

/** The selected words become a tag of this kind, and the speaker of the quote that waits for one. */
export function speakerFromWords(kind) {
  if (!quote) return "Press {speaker} on a quote first, then select the words that name its speaker.";
  const span = selected();
  if (!span) return "Select the words that name the speaker: drag over them, or press {caret}.";
  if (!oneParagraph(span)) return "A speaker stays within one paragraph. Select fewer words.";
  clearSelection();
  // Words that are no name ("he") are the one picked so far, so that the card shows the person.
  const like = candidate && element(candidate) ? idOf(candidate) : "";
  return send("speaker_words", { ...span, kind, like });
}

function send(verb, fields, { objects = [], expect = {} } = {}) {
  const name = quote;
  const undecided = isUndecided(name);
  const all = { objects: [name, ...objects], expect: { [name]: "confirmed", ...expect } };
  act(verb, { quote: idOf(name), ...fields }, all);
  end();
  return undecided ? moveOn() : focusOn(name);
}

function end() {
  quote = null;
  candidate = null;
  show();
  setMode(null);
}

function leave() {
  const name = quote;
  end();
  clearSelection();
  focusOn(name);
}

define(writing({ speaker: start }));

define({
  speakerNext: () => go(1, speaks),
  speakerPrevious: () => go(-1, speaks),
  speakerNextAny: () => go(1, live),
  speakerPreviousAny: () => go(-1, live),
  speakerSet: set,
  speakerUnknown: () => send("speaker", { tag: "" }),
  speakerWords: () => speakerFromWords("person"),
  caretSpeaker: () => speakerFromWords("person"),
  speakerPerson: () => speakerFromWords("person"),
  speakerPlace: () => speakerFromWords("place"),
  speakerGroup: () => speakerFromWords("group"),
  speakerEvent: () => speakerFromWords("event"),
  speakerLeave: leave,
});

export function startSpeaker() {
  offerInstead(() => quote && [
    ["speakerPerson", "Speaker, a person"], ["speakerGroup", "Speaker, a group"], ["speakerPlace", "Speaker, a place"],
    ["speakerLeave", "Cancel"],
  ]);
  document.addEventListener("workspace:redrawn", show);
  document.addEventListener("workspace:pick", (event) => pick(event.detail.name));
  text().addEventListener("click", () => { if (quote) show(); });
}
