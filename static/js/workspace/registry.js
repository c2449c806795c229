/* What can be done on this page, by name. A key and a button in the palette or in a bar run the same command:

   <button data-command="confirm"><kbd>a</kbd> Confirm</button>

   A command that cannot do anything returns why, in words for the person; {next} in them is the key of that command. */

import { spell } from "./printed.js";
import { say } from "./saved.js";

const commands = new Map();

export function define(all) {
  for (const [name, command] of Object.entries(all)) commands.set(name, command);
}

export function run(name) {
  const command = commands.get(name);
  if (!command) throw new Error(`no command ${name}`);
  const why = command();
  if (typeof why === "string") say(spell(why));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-command]");
  if (button && !button.disabled) run(button.dataset.command);
});
