/* Who or what a cast row is: one small question, asked with e. Made here:

   <dialog class="dialog" id="entity-dialog"><form method="dialog">…<input name="name">…</form></dialog>

   The name that is given links the row to the one known by that name, or makes it known. On a tag it can also be said
   that this one mention means somebody else of the cast, or is a row of its own. */

import { act, writing } from "./acts.js";
import { castRow } from "./cast.js";
import { current, groupOf } from "./focus.js";
import { element, idOf, typeOf, words } from "./items.js";
import { define } from "./registry.js";

let dialog = null;
let group = null;

const MARKUP = `
  <form method="dialog">
    <h2 id="entity-title"></h2>
    <div class="field" data-row><label for="entity-row"></label><select id="entity-row" name="row" dir="auto"></select></div>
    <div class="field"><label for="entity-name">Name</label>
      <input class="input" id="entity-name" name="name" maxlength="300" autocomplete="off" dir="auto"
        aria-describedby="entity-help">
      <p class="help" id="entity-help">Links to the one known by this name, or makes it known. The words in the text stay
        as they are.</p></div>
    <div class="actions"><button class="button" type="button" data-variant="quiet" data-closes>Cancel</button>
      <button class="button" type="submit" data-variant="primary">Save</button></div>
  </form>`;

let tag = null;

/** The rows that a mention may belong to: its own first, then the others of its kind, then a new one. */
function fillRows() {
  const place = dialog.querySelector("[data-row]");
  const rows = tag ? [...document.querySelectorAll(`.cast-row[data-kind="${element(tag).dataset.kind}"]:not([hidden])`)] : [];
  place.hidden = !tag || element(tag).dataset.kind === "event";
  if (place.hidden) return;
  place.querySelector("label").textContent = `“${words(tag)}” here means`;
  const own = element(group).dataset;
  const others = rows.filter((row) => row.dataset.group !== own.group);
  place.querySelector("select").replaceChildren(
    new Option(own.name, own.group, true, true),
    ...others.map(({ dataset }) => new Option(dataset.name, dataset.group)),
    new Option("Somebody or something else: a row of its own", ""),
  );
}

function ask() {
  const row = castRow();
  group = row ?? (current() && groupOf(current()));
  tag = !row && current() && typeOf(current()) === "tag" ? current() : null;
  if (!group || !element(group)) return "Focus a tag or a cast row first.";
  const { name } = element(group).dataset;
  dialog.querySelector("h2").textContent = `Who or what is “${name}”?`;
  const field = dialog.querySelector("input");
  field.value = element(group).querySelector(".cast-entity")?.textContent ?? name;
  fillRows();
  field.disabled = false;
  dialog.showModal();
  field.focus();
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
  dialog.querySelector("select").addEventListener("change", ({ target }) => {
    dialog.querySelector("input").disabled = target.value !== idOf(group);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const row = dialog.querySelector("select").value;
    if (tag && !dialog.querySelector("[data-row]").hidden && row !== idOf(group)) {
      return act("regroup", { tag: idOf(tag), group: row }, { objects: [tag], expect: { [tag]: "confirmed" } });
    }
    const name = dialog.querySelector("input").value.trim();
    if (!name) return event.preventDefault();
    return act("entity", { group: idOf(group), name }, { objects: [group] });
  });
}
