/* Sends what a person does, one act after the other, each as one HTMX request whose answer redraws what changed.

   <div id="workspace" data-act-url="/readings/1/act/" data-can-write="1">

   An act keeps its id through every retry, so that the server does it once however often it arrives. The versions that
   the person saw are read when the act goes out, because the act before it may have raised them. */

import { actId } from "../act-id.js";
import { announce, notify } from "../notices.js";
import { element, key, stateParts, versions, workspace } from "./items.js";
import { say, showSaved } from "./saved.js";
import { define } from "./registry.js";

const PAUSES = [1, 2, 4, 8, 15, 30];
const TRY_AGAIN = new Set([0, 429, 502, 503, 504]);
const GIVE_UP_500 = 3;
const SIGNED_OUT = "You are signed out. Nothing is lost: press Retry and sign in.";
const FAILED = "The server failed on a change, so it is not saved.";

const queue = [];
const source = document.createElement("div");
let running = false;
let stopped = null;
let failed = false;
let wake = null;
let later = "";

/** Queue one act. `fields` may be a function, asked when the act goes out. Resolves to {ok, status, acted}. With a
 * `url` of its own it is no act on the reading, like a note, and undo knows nothing of it. */
export function act(verb, fields = {}, { objects = [], expect = {}, url = "" } = {}) {
  if (!url && !workspace().dataset.canWrite) {
    say(FINISHED);
    return Promise.resolve({ ok: false, status: 403 });
  }
  return new Promise((resolve) => {
    queue.push({ id: actId(), verb, fields, objects, expect, url, tries: 0, resolve });
    document.dispatchEvent(new CustomEvent("acts:queued", { detail: { verb } }));
    paint();
    report();
    drain();
  });
}

const FINISHED = "Nothing can be changed in this reading.";

/** The same commands, each of which says why not where the reading is read only. */
export function writing(commands) {
  const guarded = (command) => () => (workspace().dataset.canWrite ? command() : FINISHED);
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, guarded(command)]));
}

/** The state that a queued act will give to a tag or quote, if there is one. */
export function pendingState(name) {
  return queue.findLast((item) => name in item.expect)?.expect[name];
}

export const unsent = () => queue.length;

/** Resolves when nothing is left to send. */
export function settled() {
  if (!queue.length) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (queue.length) return;
      document.removeEventListener("acts:done", check);
      resolve();
    };
    document.addEventListener("acts:done", check);
  });
}

async function drain() {
  if (running || stopped) return;
  running = true;
  while (queue.length && !stopped) {
    const item = queue[0];
    const { status, acted, body } = await send(item);
    if (TRY_AGAIN.has(status) || (status >= 500 && item.tries + 1 < GIVE_UP_500)) {
      item.tries++;
      const pause = PAUSES[Math.min(item.tries, PAUSES.length) - 1];
      later = `, trying again in ${pause} s`;
      report();
      await new Promise((resolve) => {
        wake = resolve;
        setTimeout(resolve, pause * 1000);
      });
      later = ", trying again";
    } else if (status === 401) {
      stopped = stopWords(body);
    } else if (status >= 500) {
      [stopped, failed] = [FAILED, true];
    } else {
      queue.shift();
      finish(item, { ok: status < 300, status, acted, body });
    }
  }
  running = false;
  report();
}

async function send(item) {
  item.tried = true;
  if (item.tries === 0) report();
  let { fields } = item;
  try {
    if (typeof fields === "function") fields = fields();
  } catch {
    // What it was meant for is gone, by the act before it perhaps: refused here, so that those behind it go out.
    return { status: 422, acted: null, body: "" };
  }
  const values = { act: item.id, verb: item.verb, seen: JSON.stringify(versions(item.objects)), ...fields };
  let xhr = null;
  let acted = null;
  const onEnd = (event) => { xhr = event.detail.xhr; };
  const onActed = (event) => { acted = event.detail; };
  source.addEventListener("htmx:afterRequest", onEnd, { once: true });
  source.addEventListener("acted", onActed, { once: true });
  try {
    await window.htmx.ajax("POST", item.url || workspace().dataset.actUrl, { source, target: source, swap: "none", values });
  } catch {
    // No answer: the status stays 0 and the act is tried again.
  }
  source.removeEventListener("htmx:afterRequest", onEnd);
  source.removeEventListener("acted", onActed);
  return { status: xhr?.status ?? 0, acted, body: xhr?.responseText ?? "" };
}

function finish(item, result) {
  if (!result.ok) {
    if (!item.url) dropPairedUndo();
    const dropped = result.status === 409 ? dropLater(item) : [];
    if (result.status === 409 && !item.url && !/^(undo|redo)$/.test(item.verb)) result.late = [item, ...dropped];
    if (!isFragment(result.body)) notify(ownWords(result.status), { level: "error" });
    // What is late is told where it is offered again.
    if (!result.late) tellNotSent(dropped.length);
  }
  if (result.acted?.message) announce(result.acted.message);
  paint();
  report();
  item.resolve(result);
  document.dispatchEvent(new CustomEvent("acts:done", { detail: { verb: item.verb, fields: item.fields, ...result } }));
}

export function tellNotSent(count) {
  if (count) notify(`${count} later ${count === 1 ? "change" : "changes"} to the same words not sent.`);
}

/** What was meant for a thing as it looked before somebody else changed it must not be written over that change. */
function dropLater(stale) {
  const stays = queue.filter((item) => !item.objects.some((name) => stale.objects.includes(name)));
  const dropped = queue.filter((item) => !stays.includes(item));
  queue.splice(0, queue.length, ...stays);
  for (const item of dropped) item.resolve({ ok: false, status: 409 });
  return dropped;
}

/** An undo that was meant for a refused act must not take back the one before it. */
function dropPairedUndo() {
  let depth = 0;
  for (const [at, item] of queue.entries()) {
    if (item.url) continue;
    if (item.verb !== "undo") depth++;
    else if (depth > 0) depth--;
    else {
      queue.splice(at, 1);
      item.resolve({ ok: false, status: 409 });
      return;
    }
  }
}

const isFragment = (body) => /hx-swap-oob|class="notice/.test(body);

function ownWords(status) {
  if (status === 404) return "This reading is no longer open to you. Reload the page.";
  if (status === 403) return "You may not change this reading.";
  if (status >= 500) return "The change that the server failed on was left out. Tell an admin if it happens again.";
  return "This was not saved. Reload the page before you go on.";
}

function stopWords(body) {
  const words = new DOMParser().parseFromString(body, "text/html").querySelector(".notice p")?.textContent ?? "";
  return !words || words.includes("signed out") ? SIGNED_OUT : `${words} Then press Retry.`;
}

function report() {
  const unsentWords = `${queue.length} unsent`;
  if (stopped) showSaved({ state: "stopped", words: `${stopped} ${unsentWords}.`, retry: true, leaveOut: failed });
  else if (queue[0]?.tries) showSaved({ state: "unsent", words: `${unsentWords}${later}`, retry: true });
  else if (queue.length) showSaved({ state: "pending", words: "Saving…" });
  else showSaved({ state: "saved", words: "Saved" });
}

/** Show at once what the queued acts will do. What the server says is in data-state; only classes are changed here. */
function paint() {
  for (const part of document.querySelectorAll(".is-pending")) {
    part.classList.remove("is-pending");
    const name = part.dataset.tag ? key("tag", part.dataset.tag) : key("quote", part.dataset.quote);
    setStateClass(part, element(name)?.dataset.state);
  }
  for (const item of queue) {
    for (const [name, state] of Object.entries(item.expect)) {
      for (const part of stateParts(name)) {
        part.classList.add("is-pending");
        setStateClass(part, state);
      }
    }
  }
}

function setStateClass(part, state) {
  part.classList.remove("s-suggested", "s-confirmed", "s-rejected");
  if (state) part.classList.add(`s-${state}`);
}

function retry() {
  if (failed && queue.length) queue[0].tries = 0;
  [stopped, failed] = [null, false];
  wake?.();
  drain();
}

/** Go on without the change that the server fails on. */
function leaveOut() {
  if (!failed) return;
  const item = queue.shift();
  [stopped, failed] = [null, false];
  finish(item, { ok: false, status: 500, acted: null, body: "" });
  drain();
}

define({ retry, leaveOut });

export function startActs() {
  source.hidden = true;
  workspace().append(source);
  // The answers to acts are told here, not by the notices that every page has.
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
    source.addEventListener(failure, (event) => event.stopPropagation());
  }
  source.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 400) event.detail.shouldSwap = xhr.status === 401 || isFragment(xhr.responseText);
  });
  document.addEventListener("workspace:redrawn", () => { if (queue.length) paint(); });
  window.addEventListener("online", retry);
  window.addEventListener("focus", () => { if (stopped) retry(); });
  window.addEventListener("beforeunload", (event) => { if (queue.length) event.preventDefault(); });
}
