/* Changing which words a quote is: after t on a quote, selected words are added to it or taken out, or become its cue; the
   edges of a piece move; pieces and quotes are linked and split.

   <li class="quote-card" data-pieces="206-235 250-277">      <span class="q" data-quote="5" data-piece="0">

   The piece that the keys are about has the class "is-candidate"; #workspace has data-mode="pieces" meanwhile. */

import { announce } from "../notices.js";
import { wordsOf } from "../text-offsets.js";
import { act, writing } from "./acts.js";
import { currentQuote, focusOn } from "./focus.js";
import { element, idOf, inOrder, pieces, text, typeOf } from "./items.js";
import { setMode } from "./keys.js";
import { define } from "./registry.js";
import { reveal, showPane } from "./reveal.js";
import { clearSelection, offerInstead, selected } from "./selection.js";

const SELECT = "Select the words first: drag over them, or press {caret} and use the arrows.";
let quote = null;
let at = 0;

export const editing = () => quote;

/** Where the pieces stand, as the page has them now. */
function spans() {
  const shown = element(quote)?.dataset.pieces ?? "";
  return shown.split(" ").filter(Boolean).map((piece) => {
    const [start, end] = piece.split("-").map(Number);
    return { start, end };
  });
}

const withWords = (span) => ({ ...span, words: wordsOf(text(), span) });

function start() {
  const name = currentQuote();
  if (!name) return "This key is for a quote. Click one, or press {next} until one is focused.";
  quote = name;
  at = 0;
  focusOn(name);
  setMode("pieces");
  showPane("text");
  show();
  return undefined;
}

function show() {
  for (const old of text().querySelectorAll(".q.is-candidate")) old.classList.remove("is-candidate");
  if (!quote) return;
  for (const part of chosenParts()) part.classList.add("is-candidate");
}

const chosenParts = () => pieces(quote).filter((part) => part.dataset.piece === String(at));

function go(direction) {
  const all = spans();
  if (all.length < 2) return "This quote has one piece. Select words and add them to make another.";
  at = (at + direction + all.length) % all.length;
  show();
  reveal(chosenParts()[0]);
  announce(`Piece ${at + 1} of ${all.length}: ${withWords(all[at]).words}`);
  return undefined;
}

function send(verb, fields, objects = []) {
  const name = quote;
  act(verb, fields, { objects: [name, ...objects], expect: { [name]: "confirmed" } });
  clearSelection();
}

function ofSelection(verb) {
  const span = selected();
  if (!span) return SELECT;
  return send(verb, { quote: idOf(quote), ...span });
}

function cut() {
  if (selected()) return ofSelection("quote_cut");
  const all = spans();
  if (all.length < 2) return SELECT;
  return send("quote_cut", { quote: idOf(quote), ...withWords(all[at]) });
}

function cue() {
  const span = selected();
  return send("cue", { quote: idOf(quote), ...(span ?? { start: "", end: "", words: "" }) });
}

/** One piece of this one and the next, with the words between them. */
function link() {
  const all = spans();
  if (at + 1 >= all.length) return "There is no piece after this one.";
  return send("quote_add", { quote: idOf(quote), ...withWords({ start: all[at].end, end: all[at + 1].start }) });
}

function split() {
  const span = selected() ?? (at > 0 ? withWords(spans()[at]) : null);
  if (!span) return "Choose the piece, or select the words, that the second quote begins with.";
  return send("quote_split", { quote: idOf(quote), ...span });
}

function join() {
  const all = inOrder().filter(({ name }) => typeOf(name) === "quote");
  const next = all[all.findIndex(({ name }) => name === quote) + 1]?.name;
  if (!next) return "No quote comes after this one.";
  return send("quote_join", { quote: idOf(quote), other: idOf(next) }, [next]);
}

/** An edge of the chosen piece; where it stands is asked when the act goes out, for the act before may have moved it. */
export function movePiece(edge, outward, unit) {
  const [name, n] = [quote, at];
  const fields = () => {
    const all = spans();
    const piece = all[Math.min(n, all.length - 1)];
    return { quote: idOf(name), ...withWords(piece), edge, outward: outward ? "1" : "", unit };
  };
  act("quote_edge", fields, { objects: [name], expect: { [name]: "confirmed" } });
}

export const onlyWords = () => ofSelection("quote_only");

function end() {
  quote = null;
  show();
  setMode(null);
}

function leave() {
  const name = quote;
  end();
  clearSelection();
  focusOn(name);
}

/** While a quote is being changed; elsewhere these keys say how to begin. */
const during = (commands) => Object.fromEntries(Object.entries(commands).map(([name, command]) =>
  [name, () => (quote ? command() : "Press {pieces} on a quote first.")]));

define(writing({ pieces: start }));
define(during({
  pieceNext: () => go(1),
  piecePrevious: () => go(-1),
  pieceAdd: () => ofSelection("quote_add"),
  pieceCut: cut,
  pieceOnly: onlyWords,
  pieceCue: cue,
  pieceLink: link,
  pieceSplit: split,
  quoteJoin: join,
  piecesLeave: leave,
}));

/** A card whose quote begins elsewhere now goes where it belongs. */
function sortCards() {
  let last = null;
  for (const card of document.querySelectorAll("#quote-list > .quote-card")) {
    const begins = Number(card.dataset.start);
    if (last && begins < Number(last.dataset.start)) {
      const after = [...card.parentElement.children].find((other) => Number(other.dataset.start) > begins);
      const active = card.contains(document.activeElement) ? document.activeElement : null;
      after.before(card);
      active?.focus({ preventScroll: true });
    } else last = card;
  }
}

function redrawn() {
  sortCards();
  if (!quote) return;
  const { length } = spans();
  if (!length) return end();
  at = Math.min(at, length - 1);
  return show();
}

export function startPieces() {
  offerInstead(() => quote && [
    ["pieceAdd", "Add"], ["pieceCut", "Take out"], ["pieceOnly", "Only these"], ["pieceCue", "Cue"],
    ["pieceSplit", "New quote from here"],
  ]);
  document.addEventListener("workspace:redrawn", redrawn);
  document.addEventListener("workspace:focus", ({ detail: { name } }) => {
    if (!quote || !name || typeOf(name) !== "quote" || name === quote) return;
    quote = name;
    at = 0;
    show();
  });
}
