/* Changing a key, in the help: a click on it, then the new key.

   <button class="key-change" data-remap="confirm"><kbd>a</kbd></button>   <p id="keys-said" role="status"></p>

   A key that another command has in the same place is not taken from it without a word: the person may swap the two.
   Delete leaves a command without a key, Escape leaves it as it was. Keys with Ctrl, Alt or Meta belong to the browser
   and the screen reader. The choice is kept with the account: <script type="application/json" id="user-keys">. */

import { writeHeaders } from "../csrf.js";
import { notify } from "../notices.js";
import { chosenKeys, clashes, keysOf, useKeys, wordsOfCommand } from "./keymap.js";
import { written } from "./keys.js";
import { workspace } from "./items.js";
import { parts, printKeys } from "./printed.js";

const MODIFIERS = new Set([
  "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified",
]);
const FIXED = /^(Shift\+)?(Tab|Escape|Enter|F\d+|ContextMenu)$|^Ctrl\+/;
let waiting = null;
let offered = null;
let redraw = () => {};

/** Take these keys from now on, and keep them with the account. */
export async function keepKeys(choice) {
  useKeys(choice);
  printKeys();
  redraw();
  document.dispatchEvent(new CustomEvent("workspace:keys"));
  const body = new URLSearchParams({ keys: JSON.stringify(choice) });
  try {
    const answer = await fetch(workspace().dataset.keysUrl, { method: "POST", headers: writeHeaders(), body });
    if (!answer.ok) throw new Error(answer.status);
  } catch {
    notify("Your keys hold on this page, but could not be saved. Change them again later.", { level: "error" });
  }
}

export function readKeys() {
  const kept = JSON.parse(document.getElementById("user-keys")?.textContent || "{}");
  useKeys(kept ?? {});
  printKeys();
}

function say(words, ...buttons) {
  const place = document.getElementById("keys-said");
  place.replaceChildren(words, ...buttons);
}

function begin(button) {
  stop();
  waiting = button.dataset.remap;
  button.classList.add("is-waiting");
  say(`Press the new key for “${wordsOfCommand(waiting)}”. Delete takes its key away, Esc leaves it.`);
}

function stop() {
  waiting = null;
  offered = null;
  for (const button of document.querySelectorAll(".key-change.is-waiting")) button.classList.remove("is-waiting");
}

function end(words) {
  stop();
  redraw();
  say(words);
}

const named = (key) => parts(key).join(" ");

function take(pressed) {
  const command = waiting;
  const now = chosenKeys();
  if (pressed === "Delete") {
    keepKeys({ ...now, keys: { ...now.keys, [command]: [] } });
    return end(`“${wordsOfCommand(command)}” has no key now.`);
  }
  if (FIXED.test(pressed)) return say(`${named(pressed)} belongs to the page or the browser. Press another key.`);
  const wanted = { ...now, keys: { ...now.keys, [command]: [pressed] } };
  const old = new Set(clashes(now).map(String));
  const clash = clashes(wanted).find((one) => !old.has(String(one)));
  if (!clash) {
    keepKeys(wanted);
    return end(`“${wordsOfCommand(command)}” is ${named(pressed)} now.`);
  }
  const other = clash[1] === command ? clash[2] : clash[1];
  const swapped = { ...wanted, keys: { ...wanted.keys, [other]: keysOf(command) } };
  if (clashes(swapped).some((one) => !old.has(String(one)))) {
    return say(`${named(clash[0])} is “${wordsOfCommand(other)}” already. Press another key.`);
  }
  offered = { swapped, words: `“${wordsOfCommand(command)}” and “${wordsOfCommand(other)}” have changed keys.` };
  const swap = document.createElement("button");
  Object.assign(swap, { type: "button", className: "button", textContent: "Swap them" });
  swap.dataset.size = "small";
  swap.dataset.swap = "";
  return say(`${named(clash[0])} is “${wordsOfCommand(other)}” already. Press another key, or `, swap);
}

function onKey(event) {
  if (!waiting || MODIFIERS.has(event.key)) return;
  // On the button that swaps, Enter and Space are its own.
  if (event.target.closest("[data-swap]") && /^(Enter| |Tab)$/.test(event.key)) return;
  if (event.key === "Tab" && offered) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") end("Left as it was.");
  else if (event.altKey || event.metaKey) say("Keys with Ctrl, Alt or Meta belong to the browser. Press another key.");
  else take(written(event));
}

export function startRemap(dialog, draw) {
  redraw = draw;
  dialog.addEventListener("keydown", onKey, { capture: true });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remap]");
    if (button) begin(button);
    if (!event.target.closest("[data-swap]") || !offered) return;
    const { swapped, words } = offered;
    keepKeys(swapped);
    end(words);
  });
  dialog.addEventListener("close", stop);
}
