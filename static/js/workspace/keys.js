/* Turns keys into commands (keymap.js). Nothing to mark up.

   Never while somebody types in a field or a dialog is open, and never with Ctrl, Alt or Meta, except Ctrl+Enter, so no
   key of the browser or of a screen reader is taken. In the composer every key is the composer's. Single keys can be
   switched off in the help, "?" with them: its button stays. */

import { isWriting } from "./focus.js";
import { commandFor, isSingle, singleKeysOff } from "./keymap.js";
import { workspace } from "./items.js";
import { run } from "./registry.js";

// A key held down moves on and on, but decides once: the next one was not read yet.
const ONCE = new Set([
  "confirm", "reject", "confirmGroup", "rejectGroup", "castConfirm", "castReject", "moreAll", "nothing",
]);
let mode = null;

export const currentMode = () => mode;

/** Enter a mode of the keymap, or with null leave it. */
export function setMode(name) {
  mode = name;
  workspace().dataset.mode = name ?? "";
  document.dispatchEvent(new CustomEvent("workspace:mode", { detail: { name } }));
}

/** How the keymap writes a pressed key. */
export function written(event) {
  let { key } = event;
  // Other alphabets on the keyboard: the letter that is printed on a Latin one.
  const printed = event.code?.match(/^(?:Key|Digit)(.)$/)?.[1];
  // With AltGr it is a sign of its own: "€" is no "e", "{" no "7".
  const plain = !event.getModifierState?.("AltGraph");
  const foreign = plain && (key.charCodeAt(0) > 127 || (/\d/.test(printed) && !event.shiftKey));
  if (printed && key.length === 1 && foreign) key = printed;
  if (key === " ") key = "Space";
  if (key.length === 1) key = key.toLowerCase();
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? "Shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${shift}${key}`;
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const pressed = written(event);
  if (document.querySelector("dialog[open]")) return;
  // A menu of the bar closes by itself.
  if (pressed === "Escape" && document.querySelector(":popover-open")) return;
  if ((event.ctrlKey || event.metaKey) && pressed !== "Ctrl+Enter") return;
  if (isWriting(event.target)) return;
  // On a button or link, Enter and Space are its own.
  const control = event.target.closest?.("button, a[href], summary, [role=button]");
  if (control && /^(Enter| )$/.test(event.key) && !event.ctrlKey) return;
  // Radio buttons move with the arrows, and Space ticks.
  if (event.target.matches?.("input") && /^(Shift\+)?(Arrow|Enter|Space)/.test(pressed)) return;
  if (singleKeysOff() && isSingle(pressed)) return;
  const command = commandFor(pressed, mode);
  if (!command) return;
  event.preventDefault();
  if (event.repeat && ONCE.has(command)) return;
  run(command);
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}
