/* The bottom bar: what is focused, how it stands, and its keys; in a mode, what the keys do there.

   <div id="focusbar"><span class="kind" data-focus="letter"><span data-focus="words"><span data-focus="about">
     <div class="focus-acts"><button data-command="confirm" disabled><kbd>a</kbd> Confirm</button>… */

import { announce } from "../notices.js";
import { current, stateOf } from "./focus.js";
import { element, key, typeOf, words, workspace } from "./items.js";

const LETTERS = { person: "P", place: "L", group: "G", event: "E" };
const LONGEST = 160;
const TAG_ONLY = new Set(["person", "place", "group", "event"]);
const QUOTE_ONLY = [["speaker", "s", "Speaker"], ["claim", "c", "Claim"], ["nothing", "0", "Nothing checkable"]];
let said = "";

const bar = () => document.getElementById("focusbar");
const part = (name) => bar().querySelector(`[data-focus="${name}"]`);

function about(name) {
  const { kind, score, form, made, mode, speaker, nothing } = element(name).dataset;
  const state = stateOf(name);
  if (typeOf(name) === "quote") {
    const who = speaker && element(key("tag", speaker)) ? words(key("tag", speaker)) : "speaker unknown";
    return [mode === "own_voice" ? "own voice" : `quote, ${who}`, state, nothing && "nothing checkable"];
  }
  const share = Number(score);
  return [
    kind,
    { nominal: "description", pronoun: "pronoun" }[form],
    made ? "made by hand" : state,
    score && Number.isFinite(share) && share > 0 ? `${Math.round(share * 100)} %` : null,
  ];
}

function fill(name) {
  const letter = part("letter");
  const kind = name && typeOf(name) === "tag" ? element(name).dataset.kind : null;
  letter.textContent = kind ? LETTERS[kind] : name ? "“" : "";
  if (kind) letter.dataset.kind = kind;
  else delete letter.dataset.kind;
  const shown = name ? words(name) : "Nothing focused";
  part("words").textContent = shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
  const told = name ? about(name).filter(Boolean).join(" · ") : "";
  part("about").textContent = told;
  const state = name ? stateOf(name) : null;
  const can = Boolean(workspace().dataset.canWrite);
  for (const button of bar().querySelectorAll(".focus-acts [data-command]")) {
    const { command } = button.dataset;
    if (command === "next" || command === "previous") continue;
    const quote = name && typeOf(name) === "quote";
    button.disabled = !can || !name;
    if (TAG_ONLY.has(command)) button.hidden = Boolean(quote);
    if ("forQuote" in button.dataset) button.hidden = !quote;
    if (command === "confirm") button.ariaPressed = String(state === "confirmed");
    if (command === "reject") button.ariaPressed = String(state === "rejected");
    if (TAG_ONLY.has(command)) button.ariaPressed = String(command === kind);
  }
  if (name && `${name} ${told}` !== said) announce(told);
  said = `${name} ${told}`;
}

function showMode({ name, hint }) {
  bar().dataset.mode = name ?? "";
  let line = bar().querySelector(".focus-mode");
  if (!line) {
    line = document.createElement("p");
    line.className = "focus-mode";
    bar().append(line);
  }
  line.textContent = hint;
  line.hidden = !name;
  bar().querySelector(".focus-acts").hidden = Boolean(name);
  if (hint) announce(hint);
}

/** The keys of quotes take the place of the kinds while a quote is focused. */
function addQuoteButtons() {
  const before = bar().querySelector(".focus-acts [data-command=previous]");
  for (const [command, pressed, words] of QUOTE_ONLY) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.hidden = true;
    Object.assign(button.dataset, { size: "small", command, forQuote: "" });
    const hint = document.createElement("kbd");
    hint.textContent = pressed;
    button.append(hint, ` ${words}`);
    before.before(button);
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
