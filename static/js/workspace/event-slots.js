/* What the slots of an event send. Each is saved by itself as soon as it is changed, and says so:

   <fieldset class="slot" data-slot="date" data-sends="event_date"> fields, <span class="slot-state">
   <li data-part="8" data-sends="participant_role"> inside the slot of the participants
   <button data-takes="event_date_words">   the words selected in the text     <button data-confirms="date">
   <button data-adds>  <button data-part-does="participant_remove">  <button data-joins>  <button data-goes="12">

   A slot's data-state is "" (as the server has it), "begun" (typed, not sent), "pending" or "failed". What was begun is
   kept in this tab until it is saved, so it comes back when the editor is opened again. */

import { announce } from "../notices.js";
import { act, writing } from "./acts.js";
import { focusOn } from "./focus.js";
import { key, workspace } from "./items.js";
import { spell } from "./printed.js";
import { define } from "./registry.js";
import { say } from "./saved.js";
import { clearSelection, offerInstead, oneParagraph, selected } from "./selection.js";
import { waiting } from "./speaker.js";

const NO_WORDS = "Select the words in the text first: drag over them, or press {caret} and use the arrows.";
const ONE_PARAGRAPH = "These words run over two paragraphs. Select fewer.";

const shown = () => document.querySelector("#event-list [data-editor]");
const eventOf = (part) => part.closest("[data-event]").dataset.event;
const slotOf = (id, name) => document.querySelector(`[data-editor][data-event="${id}"] [data-slot="${name}"]`);
// With the person: somebody else may sign in in the same tab.
function draftKey(id, name) {
  const { username, reading } = workspace().dataset;
  return `event-draft:${username}:${reading}:${id}:${name}`;
}
const named = (slot) => [...slot.querySelectorAll("[name]")];

export const isBusy = (slot) => Boolean(slot.dataset.state);

// --- Sending ---------------------------------------------------------------------------------------------------------

/** Send one act about the event, with a word on it in its slot. Resolves to whether it was saved. */
async function send(slot, verb, fields, { objects = null, again = null } = {}) {
  const id = eventOf(slot);
  const name = slot.dataset.slot;
  const turn = mark(slot, "pending", "Saving…");
  const about = verb.startsWith("participant_") && fields.participant ? {} : { event: id };
  const { ok, body } = await act(verb, { ...about, ...fields }, { objects: objects ?? [key("event", id)] });
  const now = slotOf(id, name);
  // Changed again meanwhile: the last act says how it ended.
  if (now && now.dataset.turn !== turn) return ok;
  if (ok) sessionStorage.removeItem(draftKey(id, name));
  if (now && (ok || !now.dataset.sends)) asTheServerHasIt(now, ok ? "saved" : "");
  else if (now) {
    failed(now, whyNot(body), again ?? (() => send(now, verb, fields, { objects, again })));
    now.dataset.refused = verb;
  }
  return ok;
}

let turns = 0;

function mark(slot, state, words) {
  turns += 1;
  slot.dataset.state = state;
  slot.dataset.turn = String(turns);
  slot.querySelector(".slot-why")?.remove();
  const place = slot.querySelector(".slot-state");
  if (place) {
    place.dataset.state = state || "saved";
    place.textContent = words;
  }
  return slot.dataset.turn;
}

/** What was refused stays as it was written, with the reason and two buttons. */
function failed(slot, why, again) {
  mark(slot, "failed", "not saved");
  const words = document.createElement("p");
  words.textContent = why;
  const place = document.createElement("div");
  place.className = "slot-why";
  place.append(words, button("Save again", () => again()), button("Drop", () => drop(slot)));
  slot.append(place);
}

/** The reason that the server gave; it is in the notice over the text too, which a narrow screen does not show. */
function whyNot(body = "") {
  const notice = new DOMParser().parseFromString(body, "text/html").querySelector("#notice p");
  return notice?.textContent ?? "This was not saved.";
}

function button(words, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "slot-take";
  made.textContent = words;
  made.addEventListener("click", does);
  return made;
}

function drop(slot) {
  sessionStorage.removeItem(draftKey(eventOf(slot), slot.dataset.slot));
  asTheServerHasIt(slot, "");
}

/** What was refused here may be sent again from elsewhere: from the notice over the text that offers both sides. */
function sentAgain({ detail: { ok, verb } }) {
  for (const slot of shown()?.querySelectorAll(`[data-state=failed][data-refused="${verb}"]`) ?? []) {
    if (ok) drop(slot);
  }
}

/** The editor asks for its slots again when its stamp is not that of the row. */
function asTheServerHasIt(slot, words) {
  mark(slot, "", words);
  slot.closest("[data-editor]").dataset.stamp = "";
  document.dispatchEvent(new CustomEvent("workspace:redrawn"));
}

// --- Slots with fields -----------------------------------------------------------------------------------------------

function valuesOf(slot) {
  const values = {};
  for (const field of named(slot)) {
    if (field.type === "radio") {
      if (field.checked) values[field.name] = field.value;
    } else values[field.name] = field.value;
  }
  return values;
}

function fieldsOf(slot, changed) {
  const values = valuesOf(slot);
  if (slot.dataset.slot === "type" && changed === "type") values.subtype = "";
  // A date is as precise as it is written, until another precision is chosen.
  if (slot.dataset.slot === "date" && changed !== "precision") values.precision = "";
  if (slot.dataset.toll) values.slot = slot.dataset.toll;
  return values;
}

function save(slot, changed = "") {
  keep(slot);
  const number = slot.querySelector("[type=number]");
  if (number && !number.validity.valid) {
    return failed(slot, "Write a whole number, 0 or more.", () => save(slot, changed));
  }
  send(slot, slot.dataset.sends, fieldsOf(slot, changed), { again: () => save(slot, changed) });
  return undefined;
}

function keep(slot) {
  sessionStorage.setItem(draftKey(eventOf(slot), slot.dataset.slot), JSON.stringify(valuesOf(slot)));
}

/** What was begun and not saved, as it was left. */
export function applyDrafts(editor) {
  for (const slot of editor.querySelectorAll("[data-slot][data-sends]")) {
    const draft = JSON.parse(sessionStorage.getItem(draftKey(eventOf(slot), slot.dataset.slot)) ?? "null");
    if (!draft) continue;
    for (const field of named(slot)) {
      if (!(field.name in draft)) continue;
      if (field.type === "radio") field.checked = field.value === draft[field.name];
      else field.value = draft[field.name];
    }
    failed(slot, "This was written before and is not saved.", () => save(slot));
  }
}

/** Save what was typed and not sent; called when the editor closes. */
export function saveBegun(editor) {
  for (const slot of editor.querySelectorAll("[data-slot][data-state=begun]")) save(slot);
}

// --- Participants, mentions, joining ---------------------------------------------------------------------------------

function onPart(item, verb, fields = {}) {
  const slot = item.closest("[data-slot]");
  send(slot, verb, { participant: item.dataset.part, ...fields }, { objects: [key("participant", item.dataset.part)] });
}

function addFromCast(slot) {
  const field = slot.querySelector("[name=who]");
  const who = field.value;
  if (!who) return say("Choose who took part first.");
  field.value = "";
  return send(slot, "participant", { who, role: slot.querySelector("[name=new_role]").value });
}

function onMention(field) {
  if (field.value === "-") return;
  const tag = field.closest("[data-mention]").dataset.mention;
  send(field.closest("[data-slot]"), "event_mention", { tag, into: field.value }, { objects: [key("tag", tag)] });
}

function join(slot) {
  const into = slot.querySelector("[name=join]").value;
  const id = eventOf(slot);
  if (!into) return say("Choose the other event first.");
  announce("Joining the two events.");
  // The one that is open stays, and takes in the other.
  return send(slot, "event_join", { event: into, into: id }, { objects: [key("event", id), key("event", into)] });
}

// --- Words of the text -----------------------------------------------------------------------------------------------

function take(verb, more = {}, slotName = null) {
  const editor = shown();
  if (!editor) return "Open the details of an event first.";
  const span = selected();
  if (!span) return NO_WORDS;
  if (!oneParagraph(span)) return ONE_PARAGRAPH;
  clearSelection();
  const slot = editor.querySelector(`[data-slot="${slotName}"]`);
  send(slot, verb, { ...span, ...more });
  slot.querySelector("button, select, input")?.focus({ preventScroll: true });
  return undefined;
}

function takeFor(pressed) {
  const slot = pressed.closest("[data-slot]");
  const more = {};
  if (slot.dataset.toll) more.slot = slot.dataset.toll;
  if (pressed.dataset.as) {
    more.kind = pressed.dataset.as;
    more.role = slot.querySelector("[name=new_role]").value;
  }
  return take(pressed.dataset.takes, more, slot.dataset.slot);
}

const role = () => shown()?.querySelector("[name=new_role]")?.value ?? "participant";

define(writing({
  eventDate: () => take("event_date_words", {}, "date"),
  eventPlace: () => take("event_place_words", {}, "place"),
  eventDead: () => take("event_toll_words", { slot: "dead" }, "dead"),
  eventInjured: () => take("event_toll_words", { slot: "injured" }, "injured"),
  eventPerson: () => take("participant_words", { kind: "person", role: role() }, "participants"),
  eventGroup: () => take("participant_words", { kind: "group", role: role() }, "participants"),
}));

const OFFERS = [
  ["eventDate", "Its date"], ["eventPlace", "Its place"], ["eventPerson", "Took part, a person"],
  ["eventGroup", "Took part, a group"], ["eventDead", "Dead"], ["eventInjured", "Injured"], ["event", "Event"],
];

// --- Listening -------------------------------------------------------------------------------------------------------

function onClick(event) {
  const pressed = event.target.closest?.("[data-editor] button");
  if (!pressed) return;
  const slot = pressed.closest("[data-slot]");
  const { takes, confirms, partDoes, goes } = pressed.dataset;
  let why;
  if (takes) why = takeFor(pressed);
  else if (confirms) send(slot, "event_slot", { slot: confirms });
  else if (partDoes) onPart(pressed.closest("[data-part]"), partDoes);
  else if ("adds" in pressed.dataset) addFromCast(slot);
  else if ("joins" in pressed.dataset) join(slot);
  else if (goes) focusOn(key("tag", goes), { take: false });
  if (typeof why === "string") say(spell(why));
}

function onChange({ target }) {
  const slot = target.closest?.("[data-editor] [data-slot]");
  if (!slot || ["who", "new_role", "join"].includes(target.name)) return;
  if (target.name === "into") onMention(target);
  else if (target.closest("[data-part]")) onPart(target.closest("[data-part]"), "participant_role", { role: target.value });
  // What was typed was sent already if Enter was pressed on it.
  else if (slot.dataset.sends && (!isTyped(target) || slot.dataset.state === "begun")) save(slot, target.name);
}

const isTyped = (field) => field.matches("input:not([type=radio])");

export function startEventSlots() {
  offerInstead(() => (shown() && !waiting() && workspace().dataset.canWrite ? OFFERS : null));
  // A press on a button must not drop the selection that it is about.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("[data-editor] [data-takes]")) event.preventDefault();
  });
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("acts:done", sentAgain);
  document.addEventListener("input", ({ target }) => {
    const slot = target.closest?.("[data-editor] [data-slot][data-sends]");
    if (!slot || !isTyped(target)) return;
    mark(slot, "begun", "not saved yet");
    keep(slot);
  });
  document.addEventListener("keydown", (event) => {
    const slot = event.target.closest?.("[data-editor] [data-slot][data-sends]");
    if (!slot || event.key !== "Enter" || event.isComposing || !isTyped(event.target)) return;
    event.preventDefault();
    // Enter says yes to what stands there; where that is saved already there is nothing to do.
    if (isBusy(slot) || slot.querySelector("[data-confirms]")) save(slot, event.target.name);
  });
}
