/* The bottom bar: what is focused, how it stands, and its keys; in a mode, what the keys do there.

   <div id="focusbar"><span class="kind" data-focus="letter"><span data-focus="words"><span data-focus="about">
     <div class="focus-acts"><button data-command="confirm" disabled><kbd>a</kbd> Confirm</button>… */

import { announce } from "../notices.js";
import { current, groupOf, stateOf } from "./focus.js";
import { MODES, keyOf } from "./keymap.js";
import { short, spell } from "./printed.js";
import { element, key, shortened, typeOf, words, workspace } from "./items.js";

const LETTERS = { person: "P", place: "L", group: "G", event: "E" };
const LONGEST = 160;
const TAG_ONLY = new Set(["person", "place", "group", "event"]);
const QUOTE_ONLY = [["speaker", "Speaker"], ["claim", "Claim"], ["nothing", "No claim"]];
let said = "";

const bar = () => document.getElementById("focusbar");
const part = (name) => bar().querySelector(`[data-focus="${name}"]`);

function about(name) {
  const { kind, score, form, made, mode, speaker, nothing, noted } = element(name).dataset;
  const state = stateOf(name);
  if (typeOf(name) === "quote") {
    const tag = speaker && element(key("tag", speaker));
    const who = tag ? words(groupOf(key("tag", speaker)) ?? key("tag", speaker)) : "speaker unknown";
    return [mode === "own_voice" ? "own voice" : `quote, ${who}`, state, nothing && "nothing checkable", noted];
  }
  const share = Number(score);
  return [
    kind,
    { nominal: "description", pronoun: "pronoun" }[form],
    made ? "made by hand" : state,
    score && Number.isFinite(share) && share > 0 ? `${Math.round(share * 100)} %` : null,
    noted,
  ];
}

function fill(name) {
  const letter = part("letter");
  const kind = name && typeOf(name) === "tag" ? element(name).dataset.kind : null;
  letter.textContent = kind ? LETTERS[kind] : name ? "“" : "";
  if (kind) letter.dataset.kind = kind;
  else delete letter.dataset.kind;
  part("words").textContent = name ? shortened(words(name), LONGEST) : "Nothing focused";
  const told = name ? about(name).filter(Boolean).join(" · ") : "";
  part("about").textContent = told;
  const state = name ? stateOf(name) : null;
  const can = Boolean(workspace().dataset.canWrite);
  for (const one of bar().querySelectorAll(".focus-acts [data-command]")) {
    const { command } = one.dataset;
    if (command === "next" || command === "previous") continue;
    const quote = name && typeOf(name) === "quote";
    one.disabled = !can || !name;
    if (TAG_ONLY.has(command)) one.hidden = Boolean(quote);
    if ("forQuote" in one.dataset) one.hidden = !quote;
    if (command === "confirm") one.ariaPressed = String(state === "confirmed");
    if (command === "reject") one.ariaPressed = String(state === "rejected");
    if (TAG_ONLY.has(command)) one.ariaPressed = String(command === kind);
  }
  if (name && `${name} ${told}` !== said) announce(told);
  said = `${name} ${told}`;
}

function showMode({ name }) {
  bar().querySelector(".focus-mode")?.remove();
  bar().querySelector(".focus-acts").hidden = Boolean(name);
  if (!name) return;
  const { hint, buttons } = MODES[name];
  const line = document.createElement("div");
  line.className = "focus-mode";
  const words = document.createElement("p");
  words.textContent = spell(hint);
  line.append(words, ...buttons.map(([command, label]) => button(command, keyOf(command), label)));
  bar().append(line);
  announce(spell(hint));
}

function button(command, pressed, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  Object.assign(made.dataset, { size: "small", command });
  const hint = document.createElement("kbd");
  hint.textContent = short(pressed);
  hint.hidden = !pressed;
  made.append(hint, ` ${label}`);
  return made;
}

/** The keys of quotes take the place of the kinds while a quote is focused. */
function addQuoteButtons() {
  const before = bar().querySelector(".focus-acts [data-command=previous]");
  for (const [command, label] of QUOTE_ONLY) {
    const made = button(command, keyOf(command), label);
    made.hidden = true;
    made.dataset.forQuote = "";
    before.before(made);
  }
}

export function startFocusbar() {
  addQuoteButtons();
  document.addEventListener("workspace:focus", () => fill(current()));
  document.addEventListener("acts:queued", () => fill(current()));
  document.addEventListener("acts:done", () => fill(current()));
  document.addEventListener("workspace:mode", (event) => showMode(event.detail));
  fill(null);
}
