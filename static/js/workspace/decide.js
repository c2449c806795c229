/* Decisions on the focused tag or quote, and on all mentions of its cast row. The same key on what it already decided
   takes the decision back. */

import { act, writing } from "./acts.js";
import { current, currentQuote, focusOn, groupOf, isUndecided, moveOn, stateOf } from "./focus.js";
import { element, idOf, key, text, typeOf, words } from "./items.js";
import { editing, movePiece, onlyWords } from "./pieces.js";
import { define } from "./registry.js";
import { clearSelection, oneParagraph, selected } from "./selection.js";
import { speakerFromWords, waiting } from "./speaker.js";

const NOTHING = "Nothing is focused. Press {next} for the next undecided tag or quote.";
const NO_TAG = "This key is for a tag. Press {next} for the next one, or click one.";
export const NO_QUOTE = "This key is for a quote. Click one, or press {next} until one is focused.";
const NO_WORDS = "Select the words first: drag over them, or press {caret} and use the arrows.";

/** Confirm or reject, or take that back; then, unless `go` is false, on to the next undecided one. */
export function decide(name, to, { go = true } = {}) {
  const type = typeOf(name);
  const prefix = type === "quote" ? "quote_" : "";
  const back = stateOf(name) === to;
  if (back && element(name).dataset.made) {
    return "You made this one by hand, so there is nothing to go back to. Press {reject} to remove it.";
  }
  const verb = back ? "undecide" : { confirmed: "confirm", rejected: "reject" }[to];
  act(prefix + verb, { [type]: idOf(name) }, {
    objects: [name],
    expect: { [name]: back ? "suggested" : to },
  });
  return back || !go ? focusOn(name, { scroll: go }) : moveOn();
}

const decideCurrent = (to) => (current() ? decide(current(), to) : NOTHING);

export function decideGroup(group, to) {
  if (!group || !element(group)) return "No cast row is focused. Press {cast} for the cast, or {next} for the next tag.";
  const mentions = [...text().querySelectorAll(`mark.tag[id][data-group="${idOf(group)}"]`)]
    .map((mark) => key("tag", mark.dataset.tag))
    .filter(isUndecided);
  if (!mentions.length) return `Every mention of ${element(group).dataset.name} is decided.`;
  act(to === "confirmed" ? "confirm_group" : "reject_group", { group: idOf(group) }, {
    objects: [group],
    expect: Object.fromEntries(mentions.map((name) => [name, to])),
  });
  return undefined;
}

function decideGroupOfCurrent(to) {
  const name = current();
  if (!name) return NOTHING;
  if (typeOf(name) !== "tag") return NO_TAG;
  const why = decideGroup(groupOf(name), to);
  return why ?? moveOn();
}

/** Tag the selected words, or give the focused tag this kind. */
function giveKind(kind) {
  const span = selected();
  if (span) return waiting() ? speakerFromWords(kind) : addTag(span, kind);
  const name = current();
  if (!name || typeOf(name) !== "tag") return `${NO_TAG} Or select words to tag them.`;
  const undecided = isUndecided(name);
  act("kind", { tag: idOf(name), kind }, { objects: [name], expect: { [name]: "confirmed" } });
  return undecided ? moveOn() : focusOn(name);
}

function addTag(span, kind) {
  if (!oneParagraph(span)) return "A tag stays within one paragraph. Select fewer words; quotes may run over several.";
  act("add", { ...span, kind });
  clearSelection();
  return undefined;
}

function moveEdge(edge, outward, unit) {
  if (editing()) return movePiece(edge, outward, unit);
  const name = current();
  if (!name || typeOf(name) !== "tag") return NO_TAG;
  // The words are those that the act before left.
  const fields = () => ({
    tag: idOf(name), words: words(name), edge, outward: outward ? "1" : "", unit,
  });
  act("edge", fields, { objects: [name], expect: { [name]: "confirmed" } });
  return undefined;
}

function makeQuote(verb) {
  const span = selected();
  if (!span) return NO_WORDS;
  if (verb === "quote" && editing()) return onlyWords();
  act(verb, span);
  clearSelection();
  return undefined;
}

function nothingCheckable() {
  const name = currentQuote();
  if (!name) return NO_QUOTE;
  const card = element(name);
  const nothing = !card.dataset.nothing;
  if (nothing && card.querySelector(".claim-use")) return "This quote carries a claim. Remove the claim first.";
  const undecided = isUndecided(name);
  const fields = { quote: idOf(name), value: nothing ? "1" : "" };
  act("nothing", fields, { objects: [name], expect: { [name]: "confirmed" } });
  return undecided ? moveOn() : focusOn(name);
}

define(writing({
  confirm: () => decideCurrent("confirmed"),
  reject: () => decideCurrent("rejected"),
  confirmGroup: () => decideGroupOfCurrent("confirmed"),
  rejectGroup: () => decideGroupOfCurrent("rejected"),
  person: () => giveKind("person"),
  place: () => giveKind("place"),
  group: () => giveKind("group"),
  event: () => giveKind("event"),
  leftOut: () => moveEdge("left", true, "word"),
  leftIn: () => moveEdge("left", false, "word"),
  rightIn: () => moveEdge("right", false, "word"),
  rightOut: () => moveEdge("right", true, "word"),
  leftOutChar: () => moveEdge("left", true, "char"),
  leftInChar: () => moveEdge("left", false, "char"),
  rightInChar: () => moveEdge("right", false, "char"),
  rightOutChar: () => moveEdge("right", true, "char"),
  quote: () => makeQuote("quote"),
  ownVoice: () => makeQuote("own_voice"),
  nothing: nothingCheckable,
  undo: () => { act("undo"); },
  redo: () => { act("redo"); },
}));
