/* Colleagues to choose from while somebody types @ and the beginning of a name in a note:

   <ul class="note-people" aria-label="Colleagues"><li><button type="button">@eda <span>Eda Editor</span></button></ul>

   The arrow down goes to them, Enter or a click takes one, Escape goes back to the text. Who there is is asked once. */

import { announce } from "../notices.js";
import { workspace } from "./items.js";

const MOST = 5;
const TYPED = /(?:^|[^\w.@+-])@([\w.@+-]*)$/u;
let people = null;

async function known() {
  people ??= fetch(workspace().dataset.peopleUrl, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { people: [] }))
    .then((found) => found.people)
    .catch(() => {
      people = null;
      return [];
    });
  return people;
}

const typed = (area) => area.value.slice(0, area.selectionStart).match(TYPED)?.[1].toLowerCase() ?? null;

function fits([username, name], begun) {
  return [username, ...name.split(/\s+/)].some((word) => word.toLowerCase().startsWith(begun));
}

/** Offer colleagues below a text field, in `list`. */
export function offerPeople(area, list) {
  const hide = () => list.replaceChildren();

  function take(username) {
    const at = area.selectionStart;
    const begun = typed(area) ?? "";
    area.setRangeText(`${username} `, at - begun.length, at, "end");
    hide();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function offer() {
    if (typed(area) === null) return hide();
    const all = await known();
    const begun = typed(area);
    if (begun === null) return hide();
    const some = all.filter((person) => fits(person, begun)).slice(0, MOST);
    const had = list.childElementCount;
    list.replaceChildren(...some.map(([username, name]) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.person = username;
      const words = document.createElement("span");
      words.textContent = name === username ? "" : name;
      button.append(`@${username} `, words);
      item.append(button);
      return item;
    }));
    if (some.length && !had) announce("Colleagues to choose from: arrow down.");
    return undefined;
  }

  area.addEventListener("input", offer);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !list.childElementCount) return;
    event.preventDefault();
    list.querySelector("button").focus();
  });
  list.addEventListener("click", (event) => {
    const person = event.target.closest("button")?.dataset.person;
    if (person) take(person);
  });
  list.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.stopPropagation();
      hide();
      area.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      (all[at + (event.key === "ArrowDown" ? 1 : -1)] ?? area).focus();
    }
  });
  return hide;
}
