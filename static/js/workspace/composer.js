/* The claim composer under its quote. The server writes it into the card's slot:

   <div class="composer-slot"><form data-composer data-quote="5"> radios "claim", "text", "stance", "hedged"

   Enter in the text sends a new claim, Shift+Enter begins a line. A known claim is attached only when it was chosen.
   The composer stays open for the next claim and through every redraw of its card; what was typed is kept in this tab
   until it is saved. Escape closes it. */

import { announce } from "../notices.js";
import { act, writing } from "./acts.js";
import { currentQuote, focusOn } from "./focus.js";
import { element, idOf, key, workspace } from "./items.js";
import { NO_QUOTE } from "./decide.js";
import { define } from "./registry.js";
import { reveal, showPane } from "./reveal.js";
import { say } from "./saved.js";
import { clearSelection, selected } from "./selection.js";

const openForm = () => document.querySelector("form[data-composer]");
const slotOf = (name) => element(name)?.querySelector(".composer-slot");
const draftKey = (form) => `claim-draft:${workspace().dataset.reading}:${form.dataset.quote}`;
const quoteOf = (form) => key("quote", form.dataset.quote);

async function open() {
  const name = currentQuote();
  if (!name) return NO_QUOTE;
  showPane("quotes");
  if (openForm()?.dataset.quote === idOf(name)) return openForm().elements.text.focus();
  openForm()?.remove();
  const chosen = selected()?.words ?? "";
  clearSelection();
  focusOn(name, { take: false });
  const query = new URLSearchParams({ quote: idOf(name), words: chosen });
  const slot = slotOf(name);
  const url = `${workspace().dataset.composerUrl}?${query}`;
  await window.htmx.ajax("GET", url, { source: slot, target: slot, swap: "innerHTML" }).catch(() => null);
  const form = openForm();
  if (!form) return say("The composer did not open. Press c again.");
  const draft = sessionStorage.getItem(draftKey(form));
  if (draft) form.elements.text.value = draft;
  reveal(element(name));
  reveal(form);
  form.elements.text.focus();
  if (!draft) form.elements.text.select();
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
  const fields = { quote: idOf(name), stance: stance.value, hedged: hedged.checked ? "1" : "" };
  const options = { objects: [name], expect: { [name]: "confirmed" } };
  if (chosen) {
    act("claim", { ...fields, claim: chosen.value }, options).then(({ ok }) => {
      if (ok) chosen.closest("label").remove();
      else chosen.checked = false;
    });
    announce("Attaching the claim.");
  } else {
    act("claim_new", { ...fields, text: wording }, options).then(({ ok }) => {
      if (ok) forget(form, wording);
      else giveBack(form, wording);
    });
    text.value = "";
  }
  form.elements.hedged.checked = false;
  text.focus();
  return undefined;
}

/** Saved: the draft has done its work, unless it is the next one by now. */
function forget(form, wording) {
  if (sessionStorage.getItem(draftKey(form))?.trim() === wording) sessionStorage.removeItem(draftKey(form));
}

/** Refused: the words go back where they were written, before what was typed since. */
function giveBack(form, wording) {
  const { text } = form.elements;
  text.value = [wording, text.value.trim()].filter(Boolean).join(" ");
  sessionStorage.setItem(draftKey(form), text.value);
}

/** Carry an open composer over a redraw of its card: the same nodes, so nothing typed or chosen is lost. */
function carry({ detail: { target, fresh } }) {
  const form = openForm();
  const slot = fresh.querySelector(".composer-slot");
  if (!form || !slot || !target.contains(form)) return;
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const place = active?.matches("textarea") ? [active.selectionStart, active.selectionEnd] : null;
  slot.append(form);
  queueMicrotask(() => {
    active?.focus({ preventScroll: true });
    if (place) active.setSelectionRange(...place);
  });
}

define(writing({ claim: () => { open().then((why) => { if (why) say(why); }); } }));
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
    if (!form || event.isComposing) return;
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
