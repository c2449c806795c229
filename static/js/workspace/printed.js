/* Prints the keys on the controls, as this person has them:

   <button data-command="undo"><kbd>z</kbd> Undo</button>      its first <kbd> shows the key of the command
   … press <kbd data-key="person">1</kbd>                       the same, away from a button

   The server prints the usual keys; without any key, or with single keys switched off, nothing is printed. */

import { keyOf, keysOf, isSingle, singleKeysOff } from "./keymap.js";

const NAMES = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", PageUp: "Pg↑", PageDown: "Pg↓",
  Shift: "⇧", Backspace: "⌫", Enter: "↵",
};

/** "+" is a key, too. */
const split = (key) => key.split(/\+(?=.)/);

/** A key in short, as on a button: "⇧r". */
export const short = (key) => split(key).map((part) => NAMES[part] ?? part).join(key.startsWith("Ctrl") ? "+" : "");

/** A key in full, for the help: "Shift r". */
export const parts = (key) => split(key).map((part) => (part === "Shift" ? part : NAMES[part] ?? part));

/** Puts keys into words: "Press {next} for the next one." */
export const spell = (words) => words.replace(/\{(\w+)\}/g, (_, command) => named(command));
const named = (command) => (keyOf(command) ? parts(keyOf(command)).join("+") : `“${title(command)}”`);

const title = (command) =>
  document.querySelector(`[data-command="${command}"]`)?.lastChild?.textContent.trim() || "its button in the help";

export function printKeys() {
  for (const hint of document.querySelectorAll("[data-command] > kbd:first-child, kbd[data-key]")) {
    const command = hint.dataset.key ?? hint.parentElement.dataset.command;
    const key = keyOf(command);
    hint.textContent = short(key);
    hint.hidden = !key;
  }
  for (const control of document.querySelectorAll("[data-command]")) {
    const keys = keysOf(control.dataset.command).filter((key) => !(isSingle(key) && singleKeysOff()));
    // "Ctrl" is "Control" there, and Shift with a letter is written as such.
    const told = keys.map((key) => key.replace("Ctrl+", "Control+")).join(" ");
    if (told) control.setAttribute("aria-keyshortcuts", told);
    else control.removeAttribute("aria-keyshortcuts");
  }
}
