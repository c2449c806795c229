/* Whether what was done is saved, in the top bar:

   <span id="saved" data-state="saved">Saved</span>

   States: saved, pending, unsent (kept here, tried again), stopped (signed out, or the server fails), said (a word about
   the last key). */

import { announce, notify } from "../notices.js";

const SAID = 5000;
let last = { state: "saved", words: "Saved" };
let timer = 0;

function show({ state, words, retry = false, leaveOut = false }) {
  const place = document.getElementById("saved");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = words;
  if (retry) place.append(" ", button("retry", "Retry"));
  if (leaveOut) place.append(" ", button("leaveOut", "Leave it out"));
}

function button(command, words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.dataset.size = "small";
  made.dataset.command = command;
  made.textContent = words;
  return made;
}

/** Show where the acts stand. */
export function showSaved(now) {
  const louder = now.state !== last.state && (now.state === "unsent" || now.state === "stopped");
  const quieter = now.state === "saved" && (last.state === "unsent" || last.state === "stopped");
  last = now;
  const said = document.getElementById("saved")?.dataset.state === "said";
  if (said && now.state === "saved") return;
  clearTimeout(timer);
  show(now);
  if (louder) announce(now.words);
  if (quieter) announce("Everything is saved.");
}

/** Say why a key did nothing, for some seconds; unsaved work is more important and stays. */
export function say(words) {
  if (!document.getElementById("saved")) return notify(words);
  announce(words);
  if (last.state === "unsent" || last.state === "stopped") return undefined;
  show({ state: "said", words });
  clearTimeout(timer);
  timer = setTimeout(() => show(last), SAID);
  return undefined;
}
