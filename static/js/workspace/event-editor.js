/* The details of one event, in place under its row:

   <section id="events" data-event-url="/readings/1/event/0/">
   <li class="event-row" id="e-3" data-event="3" data-version="2" data-stamp="2-8.1-3">
     <button data-event-does="edit" aria-expanded="false">…<div class="event-slot"></div>
   <div class="event-editor" data-editor data-event="3" data-stamp="…"> elements with data-slot

   One editor at a time. It lives through every redraw of its row; when the row's stamp is another one, the slots are
   asked for again and each takes the place of the old one, except where something is not saved yet. Escape saves what
   was begun and closes. What the slots send is in event-slots.js. */

import { writeHeaders } from "../csrf.js";
import { act, writing } from "./acts.js";
import { castRow } from "./cast.js";
import { decideGroup } from "./decide.js";
import { applyDrafts, isBusy, saveBegun } from "./event-slots.js";
import { current, focusOn, groupOf } from "./focus.js";
import { element, idOf, key, text } from "./items.js";
import { spell } from "./printed.js";
import { define } from "./registry.js";
import { controls, keepKeyboard } from "./redraw.js";
import { reveal, showPane } from "./reveal.js";
import { say } from "./saved.js";

let asking = false;

export const editor = () => document.querySelector("#event-list [data-editor]");
const rowOf = (id) => element(key("event", id));

async function fetched(id) {
  const url = document.getElementById("events").dataset.eventUrl.replace(/0\/$/, `${id}/`);
  const answer = await fetch(url, { headers: writeHeaders() }).catch(() => null);
  if (!answer?.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content.querySelector("[data-editor]");
}

async function open(id) {
  showPane("quotes");
  if (editor()?.dataset.event === id) return firstControl(editor())?.focus();
  close({ refocus: false });
  const fresh = await fetched(id);
  const row = rowOf(id);
  if (!fresh || !row) return say("The details did not open. Try again.");
  close({ refocus: false });
  row.querySelector(".event-slot").replaceChildren(fresh);
  expanded(row, true);
  applyDrafts(fresh);
  showMentions(id);
  reveal(row);
  firstControl(fresh)?.focus({ preventScroll: true });
  return undefined;
}

const firstControl = (part) => part.querySelector("select, input, button");

function expanded(row, yes) {
  row.querySelector("[data-event-does=edit]")?.setAttribute("aria-expanded", String(yes));
  row.classList.toggle("is-open", yes);
}

/** Where there is room for the text beside it, go to the first mention. */
function showMentions(id) {
  const first = text().querySelector(`mark.tag[id][data-group="${id}"]`);
  if (first?.checkVisibility() && current() && groupOf(current()) === key("group", id)) reveal(first);
  else if (first?.checkVisibility()) focusOn(key("tag", first.dataset.tag), { take: false });
}

export function close({ refocus = true } = {}) {
  const shown = editor();
  if (!shown) return;
  saveBegun(shown);
  const had = shown.contains(document.activeElement);
  const row = shown.closest(".event-row");
  shown.remove();
  expanded(row, false);
  if (refocus && had) row.querySelector("[data-event-does=edit]").focus();
}

/** Over a redraw of the row: the same nodes, so nothing typed or chosen is lost. */
function carry({ detail: { target, fresh } }) {
  const shown = editor();
  const slot = fresh.querySelector(".event-slot");
  if (!shown || !slot || !target.contains(shown)) return;
  const active = shown.contains(document.activeElement) ? document.activeElement : null;
  const place = active?.matches("input:not([type])") ? [active.selectionStart, active.selectionEnd] : null;
  slot.append(shown);
  expanded(fresh, true);
  queueMicrotask(() => {
    active?.focus({ preventScroll: true });
    if (place) active.setSelectionRange(...place);
  });
}

/** After a redraw: the slots as they stand now, where the row says that they changed. */
async function refresh() {
  const shown = editor();
  if (!shown || asking) return;
  const { event: id } = shown.dataset;
  const row = rowOf(id);
  if (!row || row.hidden) {
    close();
    // With the row went the button that had the keyboard.
    if (document.activeElement === document.body) document.getElementById("quotes").focus({ preventScroll: true });
    return;
  }
  if (row.dataset.stamp === shown.dataset.stamp) return;
  asking = true;
  const fresh = await fetched(id);
  asking = false;
  if (!fresh || editor() !== shown) return;
  shown.dataset.stamp = fresh.dataset.stamp;
  for (const slot of fresh.querySelectorAll("[data-slot]")) put(shown, slot);
  if (rowOf(id)?.dataset.stamp !== shown.dataset.stamp) refresh();
}

function put(shown, fresh) {
  const old = shown.querySelector(`[data-slot="${fresh.dataset.slot}"]`);
  if (!old || isBusy(old)) return;
  const used = document.activeElement;
  const at = controls(old).indexOf(used);
  const unfolded = [...old.querySelectorAll("details")].map((part) => part.open);
  if (old.open) fresh.open = true;
  [...fresh.querySelectorAll("details")].forEach((part, n) => { part.open ||= unfolded[n] ?? false; });
  // What was chosen and waits for its button.
  for (const name of ["who", "new_role", "join"]) {
    const [chosen, select] = [old, fresh].map((slot) => slot.querySelector(`[name=${name}]`));
    if (chosen && [...(select?.options ?? [])].some(({ value }) => value === chosen.value)) select.value = chosen.value;
  }
  old.replaceWith(fresh);
  if (at >= 0) keepKeyboard(fresh, used, at);
}

/** The event that a key is about: the focused tag's, or the cast row under the keys. */
function currentEvent() {
  const group = castRow() ?? (current() && groupOf(current()));
  return group && rowOf(idOf(group)) ? idOf(group) : null;
}

function details() {
  const id = currentEvent() ?? editor()?.dataset.event;
  if (!id) return "This key is for an event. Click one of its mentions, or press {next} until one is focused.";
  open(id);
  return undefined;
}

define({ eventDetails: details });
define(writing({ eventConfirm: () => {
  const id = currentEvent();
  if (!id) return "This is for an event. Focus one of its mentions first.";
  return confirmAll(id);
} }));

function confirmAll(id) {
  act("event_confirm", { event: id }, { objects: [key("event", id)] });
}

function onClick(event) {
  const button = event.target.closest?.("[data-event-does]");
  const id = button?.closest("[data-event]")?.dataset.event;
  if (!id) return;
  const does = button.dataset.eventDoes;
  if (does === "edit" && editor()?.dataset.event === id) close();
  else if (does === "edit") open(id);
  else if (does === "confirm") confirmAll(id);
  else if (does === "close") close();
  else {
    const why = decideGroup(key("group", id), "rejected");
    if (why) say(spell(why));
  }
}

export function startEventEditor() {
  document.addEventListener("click", onClick);
  document.addEventListener("workspace:replacing", carry);
  document.addEventListener("workspace:redrawn", refresh);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !event.target.closest?.("[data-editor]")) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }, { capture: true });
}
