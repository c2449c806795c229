/* Who or what a cast row is: one small question, asked with e. Made here:

   <dialog class="dialog" id="entity-dialog"><form method="dialog">…<input name="name">…</form></dialog>

   The name that is given links the row to the one known by that name, or makes it known. */

import { act, writing } from "./acts.js";
import { castRow } from "./cast.js";
import { current, groupOf } from "./focus.js";
import { element, idOf } from "./items.js";
import { define } from "./registry.js";

let dialog = null;
let group = null;

const MARKUP = `
  <form method="dialog">
    <h2 id="entity-title"></h2>
    <div class="field"><label for="entity-name">Name</label>
      <input class="input" id="entity-name" name="name" maxlength="300" autocomplete="off" dir="auto"
        aria-describedby="entity-help">
      <p class="help" id="entity-help">Links to the one known by this name, or makes it known. The words in the text stay
        as they are.</p></div>
    <div class="actions"><button class="button" type="button" data-variant="quiet" data-closes>Cancel</button>
      <button class="button" type="submit" data-variant="primary">Link</button></div>
  </form>`;

function ask() {
  group = castRow() ?? (current() && groupOf(current()));
  if (!group || !element(group)) return "Focus a tag or a cast row first.";
  const { name } = element(group).dataset;
  dialog.querySelector("h2").textContent = `Who or what is “${name}”?`;
  const field = dialog.querySelector("input");
  field.value = element(group).querySelector(".cast-entity")?.textContent ?? name;
  dialog.showModal();
  field.select();
  return undefined;
}

define(writing({ entity: ask }));

export function startEntity() {
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.id = "entity-dialog";
  dialog.setAttribute("aria-labelledby", "entity-title");
  dialog.innerHTML = MARKUP;
  document.body.append(dialog);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const name = dialog.querySelector("input").value.trim();
    if (!name) return event.preventDefault();
    return act("entity", { group: idOf(group), name }, { objects: [group] });
  });
}
