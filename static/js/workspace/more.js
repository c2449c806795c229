/* More of the same: after a decision, the other places of the article that say it too.

   <div class="more-offer">12 more of “Isis” <button data-command="more">…</div>      offered, and marked in the text
   <dialog class="dialog sheet" id="more-dialog"><form class="more" data-verb="every">  each place, to be ticked off

   Both are made here; the form comes from the server, which decides what may be offered. With the key "more" and
   nothing on offer, the focused tag is asked about: a decided one for its words elsewhere, an undecided one for the
   open mentions of its cast row. <button data-choose> in a cast row asks about that row. */

import { announce } from "../notices.js";
import { act, settled, unsent, writing } from "./acts.js";
import { current, groupOf, isUndecided } from "./focus.js";
import { element, idOf, key, state, text, typeOf, workspace } from "./items.js";
import { commandFor, isSingle, keyOf, singleKeysOff } from "./keymap.js";
import { written } from "./keys.js";
import { markPlaces, places, showPlace, unmarkPlaces } from "./more-places.js";
import { hidePalette } from "./palette.js";
import { printKeys, short } from "./printed.js";
import { define, run } from "./registry.js";
import { say } from "./saved.js";

// A person who decides on and on is not interrupted; whoever stops for a moment is offered what is left to do.
const REST = 350;
const ASKS = new Set(["confirm", "reject", "kind", "edge", "span", "add", "speaker_words", "entity"]);
const ASKS_FOR_ROW = new Set(["confirm_group", "entity"]);
const DECIDED = new Set(["confirmed", "rejected"]);

let bar = null;
let dialog = null;
let offer = null;
let timer = 0;
let question = 0;
let due = null;
let asking = null;
let failed = false;

// --- Asking the server -----------------------------------------------------------------------------------------------

async function ask(query) {
  const mine = ++question;
  const answer = await fetch(`${workspace().dataset.moreUrl}?${new URLSearchParams(query)}`, {
    headers: { "HX-Request": "true" },
  }).catch(() => null);
  failed = !answer?.ok;
  if (failed || answer.status === 204) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  // What was asked later, or decided meanwhile, counts.
  return mine === question ? holder.content.querySelector("form.more") : null;
}

function after({ ok, verb, acted, fields }) {
  if (!ok || !ASKS.has(verb) && !ASKS_FOR_ROW.has(verb)) return;
  const tag = verb === "entity"
    ? text().querySelector(`mark.tag[id][data-group="${fields?.group}"][data-state="confirmed"]`)?.dataset.tag
    : acted?.tags?.find((id) => DECIDED.has(state(key("tag", id))));
  if (!tag) return;
  due = { tag, whole: ASKS_FOR_ROW.has(verb) ? "1" : "" };
  clearTimeout(timer);
  timer = setTimeout(askNow, REST);
}

async function askNow() {
  clearTimeout(timer);
  const query = due;
  due = null;
  if (!query || unsent()) return null;
  asking = ask(query);
  const form = await asking;
  asking = null;
  if (form && !unsent()) show(form);
  return form;
}

// --- The offer, beside the text --------------------------------------------------------------------------------------

function show(form) {
  offer = form;
  const { total, words } = form.dataset;
  const what = document.createElement("p");
  what.textContent = `${total} more of “${words}”`;
  const all = form.dataset.to === "rejected" ? "Reject all" : "Tag all";
  bar.replaceChildren(what, button("more", "Look"), button("moreAll", all), button("moreDismiss", "Leave"));
  bar.hidden = false;
  highlight();
  announce(`${what.textContent} in this article.`);
}

function button(command, label) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button" });
  Object.assign(made.dataset, { size: "small", command });
  if (command === "moreDismiss") made.dataset.variant = "quiet";
  const hint = document.createElement("kbd");
  hint.textContent = short(command === "moreDismiss" ? "Escape" : keyOf(command));
  hint.hidden = !hint.textContent;
  made.append(hint, ` ${label}`);
  return made;
}

/** Nothing is offered any more. */
export function dismissMore() {
  question++;
  clearTimeout(timer);
  due = null;
  offer = null;
  if (bar.contains(document.activeElement)) element(current() ?? "tag:0")?.focus({ preventScroll: true });
  bar.hidden = true;
  if (!dialog.open) unmarkPlaces();
}

function highlight() {
  markPlaces(dialog.open ? dialog.querySelector("form") : offer);
}

// --- The list --------------------------------------------------------------------------------------------------------

function open(form) {
  hidePalette();
  dialog.replaceChildren(form);
  dialog.dataset.size = "sheet";
  count();
  printKeys();
  bar.hidden = true;
  dialog.showModal();
  places(form)[0]?.focus();
  highlight();
}

function count() {
  const form = dialog.querySelector("form");
  const ticked = places(form).filter((box) => box.checked).length;
  for (const shown of form.querySelectorAll("[data-ticked]")) shown.textContent = ticked;
  for (const submit of form.querySelectorAll("[type=submit]")) submit.disabled = !ticked;
}

function move(direction) {
  const all = places(dialog);
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + direction, 0), all.length - 1)]?.focus();
}

/** Do it to what is ticked in a form, which may never have been shown. */
function send(form, verb) {
  const ticked = places(form).filter((box) => box.checked);
  if (!ticked.length) return "Nothing is ticked.";
  const { tag, group, version } = form.dataset;
  if (verb !== "every") {
    const but = places(form).filter((box) => !box.checked).map((box) => box.dataset.tag);
    const to = verb === "confirm_group" ? "confirmed" : "rejected";
    act(verb, { group, but, seen: JSON.stringify({ [`group:${group}`]: Number(version) }) }, {
      expect: Object.fromEntries(ticked.map((box) => [key("tag", box.dataset.tag), to])),
    });
    return undefined;
  }
  const tags = ticked.filter((box) => box.dataset.tag);
  const seen = { [`tag:${tag}`]: Number(version) };
  for (const box of tags) seen[`tag:${box.dataset.tag}`] = Number(box.dataset.version);
  const spans = ticked.filter((box) => !box.dataset.tag)
    .map((box) => [Number(box.dataset.start), Number(box.dataset.end), box.dataset.words]);
  const fields = {
    tag, also: tags.map((box) => box.dataset.tag), spans: JSON.stringify(spans), seen: JSON.stringify(seen),
  };
  act("every", fields, {
    objects: [key("tag", tag), ...tags.map((box) => key("tag", box.dataset.tag))],
    expect: Object.fromEntries(tags.map((box) => [key("tag", box.dataset.tag), form.dataset.to])),
  });
  return undefined;
}

function submit(value) {
  const form = dialog.querySelector("form");
  const button = value ? form.querySelector(`[type=submit][value="${value}"]`) : form.querySelector("[type=submit]");
  if (!button) return;
  if (button.disabled) say("Nothing is ticked.");
  else form.requestSubmit(button);
}

// --- Commands --------------------------------------------------------------------------------------------------------

/** What is on offer, or about to be: the key may come before the decision is saved. */
async function found(options) {
  if (unsent()) await settled();
  return offer ?? await asking ?? (due ? await askNow() : null) ?? askAboutFocus(options);
}

const none = (words) => say(failed ? "The server does not answer just now. Try again." : words);

async function look() {
  const form = await found();
  if (form) open(form);
  else none("There is no more of this.");
}

async function all() {
  const form = await found({ decidedOnly: true });
  if (!form) return none("There is no more of this.");
  dismissMore();
  const why = send(form, "every");
  return why && say(why);
}

function askAboutFocus({ decidedOnly = false } = {}) {
  const name = current();
  if (!name || typeOf(name) !== "tag") return null;
  if (!isUndecided(name)) return ask({ tag: idOf(name) });
  return decidedOnly ? null : chooseOf(groupOf(name));
}

const chooseOf = (group) => (group ? ask({ group: idOf(group) }) : null);

/** Whether there is anything to ask about; else why not. */
function needed(command) {
  return () => {
    const name = current();
    if (!offer && !due && !asking && !unsent() && (!name || typeOf(name) !== "tag")) {
      return "This key is for what a decision left open. Focus a tag with {next}, or click one.";
    }
    command();
    return undefined;
  };
}

/** Choose among the undecided mentions of a cast row. */
export async function choose(group) {
  const form = await chooseOf(group);
  if (form) open(form);
  else none("Every mention of it is decided.");
}

define(writing({ more: needed(look), moreAll: needed(all) }));
define({
  moreDismiss: () => { dismissMore(); },
  moreDown: () => move(1),
  moreUp: () => move(-1),
  moreTick: () => document.activeElement?.click(),
  moreNone: () => {
    const boxes = places(dialog);
    const to = !boxes.some((box) => box.checked);
    for (const box of boxes) box.checked = to;
    count();
    highlight();
  },
  moreDo: () => submit(null),
  moreReject: () => submit("reject_group"),
  moreClose: () => dialog.close(),
});

function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  // Buttons keep Enter and Space, and a tick box its Space.
  if (event.target.matches("button") && /^(Enter| )$/.test(event.key)) return;
  const pressed = written(event);
  if (singleKeysOff() && isSingle(pressed)) return;
  const command = commandFor(pressed, "more");
  if (!command || event.key === " " || event.key === "Escape") return;
  event.preventDefault();
  run(command);
}

export function startMore() {
  bar = document.createElement("div");
  bar.className = "more-offer";
  bar.hidden = true;
  workspace().append(bar);
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.id = "more-dialog";
  dialog.setAttribute("aria-labelledby", "more-title");
  document.body.append(dialog);
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("focusin", (event) => showPlace(event.target));
  dialog.addEventListener("change", () => { count(); highlight(); });
  dialog.addEventListener("close", () => {
    dismissMore();
    unmarkPlaces();
  });
  dialog.addEventListener("submit", (event) => {
    const form = event.target;
    const verb = event.submitter?.value ?? "every";
    // The dialog closes by itself: method="dialog".
    dismissMore();
    send(form, verb);
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-choose]");
    if (chosen) choose(key("group", chosen.closest(".cast-row").dataset.group));
  });
  document.addEventListener("acts:queued", () => dismissMore());
  document.addEventListener("acts:done", (event) => after(event.detail));
  document.addEventListener("workspace:redrawn", () => { if (offer || dialog.open) highlight(); });
}
