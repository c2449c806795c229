/* What the page shows of a reading: tags, quotes, cast rows and claims, named by keys such as "tag:12".

   <mark class="tag" id="t-12" data-tag="12" data-kind="person" data-state="suggested" data-version="1"
         data-group="3" data-score="0.93" data-start="10" data-end="17">
   <span class="q" data-quote="5">      <li class="quote-card" id="q-5" data-quote="5" data-state=… data-version=…>
   <li class="cast-row" id="g-3" data-group="3" data-version="1">
   <li class="claim-use" data-use="7" data-version="1">
   <li class="event-row" id="e-3" data-version="2"> with <span data-participant="8" data-version="1">

   Reads only. Everything is looked up when it is asked for: the server redraws these elements at any time. */

import { slice, toPoints, wordsOf } from "../text-offsets.js";

const PREFIX = { tag: "t-", quote: "q-", group: "g-", event: "e-" };

export const workspace = () => document.getElementById("workspace");
export const text = () => document.getElementById("text");
export const key = (type, id) => `${type}:${id}`;
export const typeOf = (name) => name.slice(0, name.indexOf(":"));
export const idOf = (name) => name.slice(name.indexOf(":") + 1);

/** The element that stands for a thing: the first piece of a tag, the card of a quote, the row of a group. */
export function element(name) {
  const [type, id] = [typeOf(name), idOf(name)];
  if (type === "participant") return document.querySelector(`#event-list [data-participant="${id}"]`);
  if (type === "use") return document.querySelector(`.claim-use[data-use="${id}"]`);
  return document.getElementById(PREFIX[type] + id) ?? (type === "tag" ? pieces(name)[0] : null) ?? null;
}

/** Every element of a tag or quote in the text. */
export function pieces(name) {
  const what = typeOf(name) === "tag" ? "mark.tag[data-tag" : ".q[data-quote";
  return [...text().querySelectorAll(`${what}="${idOf(name)}"]`)];
}

/** What shows the state of a thing by its class: the marks of a tag, the card and the margin bars of a quote. */
export function stateParts(name) {
  if (typeOf(name) === "tag") return pieces(name);
  return [element(name), ...text().querySelectorAll(`.qbar[data-quote="${idOf(name)}"]`)].filter(Boolean);
}

/** The versions of things as the page shows them now; what is not shown is left out, and the server then refuses. */
export function versions(names) {
  const seen = {};
  for (const name of names) {
    const version = element(name)?.dataset.version;
    if (version) seen[name] = Number(version);
  }
  return seen;
}

export const state = (name) => element(name)?.dataset.state;
export const spanOf = ({ dataset }) => ({ start: Number(dataset.start), end: Number(dataset.end) });

/** The words of a tag as the article has them, or those of a quote with an ellipsis between its pieces. */
export function words(name) {
  const shown = element(name);
  if (!shown) return "";
  if (typeOf(name) === "tag") return wordsOf(text(), spanOf(shown));
  if (typeOf(name) === "group") return shown.dataset.name;
  if (typeOf(name) === "event") return shown.querySelector(".event-name").textContent;
  if (typeOf(name) === "participant") return "";
  return quoteWords(name);
}

/** The first of many words, never half a character. */
export const shortened = (all, most) => (toPoints(all) > most ? `${slice(all, 0, most)}…` : all);

/** Words in quotation marks, unless they bring their own. */
export const quoted = (all) => (/^[“"«„‘]/.test(all) ? all : `“${all}”`);

function quoteWords(name) {
  const parts = [];
  for (const line of text().querySelectorAll("p.para")) {
    const here = [...line.querySelectorAll(`.q[data-quote="${idOf(name)}"]`)];
    const outer = here.filter((piece) => !here.some((other) => other !== piece && other.contains(piece)));
    if (outer.length) parts.push(outer.map((piece) => visible(piece)).join(" … "));
  }
  return parts.join(" ");
}

function visible(node) {
  const copy = node.cloneNode(true);
  for (const skipped of copy.querySelectorAll("[data-skip]")) skipped.remove();
  return copy.textContent;
}

let known = null;
/** The order is worked out again after a redraw. */
export const forget = () => { known = null; };

/** Tags and quotes in the order of the text, the wider first: [{name, start, end, state}]. */
export function inOrder() {
  if (known) return known;
  const tags = [...text().querySelectorAll("mark.tag[id]")].map((mark) => ({
    name: key("tag", mark.dataset.tag), ...spanOf(mark), state: mark.dataset.state,
  }));
  const quotes = [...document.querySelectorAll("#quotes .quote-card")].map((card) => ({
    name: key("quote", card.dataset.quote),
    start: Number(card.dataset.start),
    end: Number.MAX_SAFE_INTEGER,
    state: card.dataset.state,
  }));
  known = [...tags, ...quotes].sort((a, b) => a.start - b.start || b.end - a.end);
  return known;
}

/** The quote that a tag stands in, or null. */
export function quoteAround(name) {
  const piece = element(name)?.closest(".q[data-quote]");
  return piece ? key("quote", piece.dataset.quote) : null;
}
