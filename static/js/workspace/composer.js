/* The claim composer under its quote. The server writes it into the card's slot:

   <div class="composer-slot"><form data-composer data-quote="5"> radios "claim", "text", "stance", "hedged"

   Enter in the text sends a new claim, Shift+Enter begins a line. A known claim is attached only when it was chosen.
   The composer stays open for the next claim and through every redraw of its card; what was typed is kept in this tab
   until it is saved. Escape closes it. What helps with the wording is in wording.js. */

import { announce } from "../notices.js";
import { act, writing } from "./acts.js";
import { caretOffset } from "./caret.js";
import { currentQuote, focusOn, stateOf } from "./focus.js";
import { element, idOf, key, pieces, text as article, workspace } from "./items.js";
import { NO_QUOTE } from "./decide.js";
import { define } from "./registry.js";
import { spell } from "./printed.js";
import { reveal, showPane } from "./reveal.js";
import { say } from "./saved.js";
import { clearSelection, selected } from "./selection.js";
import { askAbout, forgetWording, keptWords, showWording } from "./wording.js";
import { spanOfRange } from "../text-offsets.js";

// Servers refuse very long addresses; of more words than this, the sentence that they begin with is taken.
const LONGEST = 3000;
const openForm = () => document.querySelector("form[data-composer]");
const slotOf = (name) => element(name)?.querySelector(".composer-slot");
// With the person: somebody else may sign in in the same tab.
function draftKey(form) {
  const { username, reading } = workspace().dataset;
  return `claim-draft:${username}:${reading}:${form.dataset.quote}`;
}
const quoteOf = (form) => key("quote", form.dataset.quote);

// What was attached and has no answer yet. It stays a draft until then, for a page that is lost, but is not offered again.
const sent = new Map();
const isSent = (form, draft) => (sent.get(draftKey(form)) ?? []).includes(draft.trim());

/** Where in the quote the caret stands: that of the caret mode, or where the text was last clicked. */
function placeIn(name) {
  if (caretOffset() !== null) return caretOffset();
  const selection = getSelection();
  if (!selection.isCollapsed || !pieces(name).some((piece) => piece.contains(selection.anchorNode))) return "";
  return spanOfRange(article(), selection.getRangeAt(0))?.start ?? "";
}

async function open() {
  const name = currentQuote();
  if (!name) return NO_QUOTE;
  if (stateOf(name) === "rejected") return "This quote is rejected. Confirm it first: press {confirm}.";
  showPane("quotes");
  if (openForm()?.dataset.quote === idOf(name)) return openForm().elements.text.focus();
  openForm()?.remove();
  const selection = selected();
  const fits = selection && encodeURIComponent(selection.words).length <= LONGEST;
  const chosen = fits ? selection.words : "";
  const at = selection && !fits ? selection.start : placeIn(name);
  clearSelection();
  focusOn(name, { take: false });
  const query = new URLSearchParams({ quote: idOf(name), words: chosen, at });
  const slot = slotOf(name);
  const url = `${workspace().dataset.composerUrl}?${query}`;
  await window.htmx.ajax("GET", url, { source: slot, target: slot, swap: "innerHTML" }).catch(() => null);
  const form = openForm();
  if (!form) return "The composer did not open. Press {claim} again.";
  const draft = sessionStorage.getItem(draftKey(form));
  const unfinished = draft && !isSent(form, draft);
  if (unfinished) form.elements.text.value = draft;
  showWording(form);
  reveal(element(name));
  reveal(form);
  form.elements.text.focus();
  if (!unfinished) form.elements.text.select();
  return undefined;
}

function close() {
  const form = openForm();
  if (!form) return;
  const name = quoteOf(form);
  form.remove();
  focusOn(name);
}

function attach(form, { newClaim = false } = {}) {
  const { text, stance, hedged } = form.elements;
  const name = quoteOf(form);
  const chosen = newClaim ? null : form.querySelector("[name=claim]:checked");
  const wording = text.value.trim();
  if (!chosen && !wording) return say("Write the claim, or choose one of those above.");
  if (!chosen && askAbout(form)) return undefined;
  const fields = { quote: idOf(name), stance: stance.value, hedged: hedged.checked ? "1" : "" };
  const options = { objects: [name], expect: { [name]: "confirmed" } };
  if (chosen) {
    act("claim", { ...fields, claim: chosen.value }, options).then(({ ok }) => {
      if (ok) chosen.closest("label").remove();
      else chosen.checked = false;
    });
    announce("Attaching the claim.");
  } else {
    sent.set(draftKey(form), [...(sent.get(draftKey(form)) ?? []), wording]);
    act("claim_new", { ...fields, text: wording, kept: keptWords(form) }, options).then(({ ok }) => {
      answered(form, wording);
      if (ok) forget(form, wording);
      else giveBack(form, wording);
    });
    text.value = "";
    forgetWording(form);
  }
  form.elements.hedged.checked = false;
  text.focus();
  return undefined;
}

function answered(form, wording) {
  const waiting = sent.get(draftKey(form));
  waiting.splice(waiting.indexOf(wording), 1);
}

/** Saved: the draft has done its work, unless it is the next one by now. */
function forget(form, wording) {
  if (sessionStorage.getItem(draftKey(form))?.trim() === wording) sessionStorage.removeItem(draftKey(form));
}

/** Refused: the words go back where they were written, before what was typed since. */
function giveBack(closed, wording) {
  const form = openForm()?.dataset.quote === closed.dataset.quote ? openForm() : closed;
  const { text } = form.elements;
  const since = sessionStorage.getItem(draftKey(form))?.trim() === wording ? "" : text.value.trim();
  text.value = [wording, since].filter(Boolean).join(" ");
  sessionStorage.setItem(draftKey(form), text.value);
  showWording(form);
}

/** Carry an open composer over a redraw of its card: the same nodes, so nothing typed or chosen is lost. */
function carry({ detail: { target, fresh } }) {
  const form = openForm();
  const slot = fresh.querySelector(".composer-slot");
  if (!form || !slot || !target.contains(form)) return;
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const place = active?.matches("textarea") ? [active.selectionStart, active.selectionEnd] : null;
  slot.append(form);
  const speaker = form.querySelector(".composer-speaker");
  if (speaker) speaker.textContent = fresh.querySelector(".card-speaker").textContent;
  queueMicrotask(() => {
    active?.focus({ preventScroll: true });
    if (place) active.setSelectionRange(...place);
  });
}

define(writing({ claim: () => { open().then((why) => { if (why) say(spell(why)); }); } }));
define({ closeComposer: close });

export function startComposer() {
  document.addEventListener("workspace:replacing", carry);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || event.target.name !== "text") return;
    sessionStorage.setItem(draftKey(form), event.target.value);
    // Whoever words a claim of their own does not mean the one chosen before.
    for (const chosen of form.querySelectorAll("[name=claim]:checked")) chosen.checked = false;
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-composer]")) return;
    event.preventDefault();
    attach(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    // 229: in Safari the Enter that ends a composition comes after it.
    if (!form || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey && event.target.name === "text") {
      event.preventDefault();
      attach(form, { newClaim: true });
    }
  }, { capture: true });
}
