/* The small editor of a note, beside what the note is on. Made here:

   <form id="note-editor" aria-labelledby="note-editor-name"><p id="note-editor-name">Note on “Isis”</p>
     <textarea name="text"></textarea> …

   Enter or Ctrl+Enter saves, Shift+Enter begins a line, Escape closes. What was typed is kept in this tab until it is
   saved, also when the editor is closed. On a narrow screen it stands at the bottom, where the keyboard leaves room. */

import { focusOn } from "./focus.js";
import { element, quoted, shortened, typeOf, words, workspace } from "./items.js";
import { offerPeople } from "./note-people.js";
import { hidePalette } from "./palette.js";
import { notify } from "../notices.js";

const GAP = 8;
const LONGEST = 60;
let form = null;
let on = null;
let before = null;
let save = null;
let hidePeople = null;

const MARKUP = `
  <p class="note-editor-name" id="note-editor-name"></p>
  <textarea name="text" rows="3" maxlength="2000" dir="auto" aria-labelledby="note-editor-name"
    aria-describedby="note-editor-help"></textarea>
  <ul class="note-people" role="list" aria-label="Colleagues"></ul>
  <p class="help" id="note-editor-help">@ and a username calls a colleague.</p>
  <div class="actions"><button class="button" type="button" data-size="small" data-variant="quiet" data-note-closes>
    <kbd>Esc</kbd> Close</button><button class="button" type="submit" data-size="small" data-variant="primary">
    <kbd>↵</kbd> Save</button></div>`;

// With the person: somebody else may sign in in the same tab.
function draftKey(name) {
  const { username, reading } = workspace().dataset;
  return `note-draft:${username}:${reading}:${name ?? "article"}`;
}
export const draft = (name) => sessionStorage.getItem(draftKey(name)) ?? "";
export function keepDraft(name, text) {
  if (text.trim()) sessionStorage.setItem(draftKey(name), text);
  else sessionStorage.removeItem(draftKey(name));
}

export const editorOpen = () => Boolean(form && !form.hidden);

/** Open it for a tag or quote, or with null for the article, with these words in it. */
export function openEditor(name, text) {
  hidePalette();
  before = document.activeElement;
  on = name;
  form.querySelector("p").textContent = name
    ? `Note on ${quoted(shortened(words(name), LONGEST))}` : "Note on the article";
  form.elements.text.value = text;
  hidePeople();
  form.hidden = false;
  place();
  form.elements.text.focus({ preventScroll: true });
}

function closeEditor() {
  if (!editorOpen()) return;
  const had = form.contains(document.activeElement);
  form.hidden = true;
  if (!had) return;
  if (on && element(on)) focusOn(on, { scroll: false });
  if (!on || document.activeElement === document.body) before?.focus({ preventScroll: true });
}

function anchor() {
  const shown = on && element(on);
  if (!shown) return document.querySelector(".article-head").getBoundingClientRect();
  return typeOf(on) === "tag" ? shown.getClientRects()[0] ?? shown.getBoundingClientRect() : shown.getBoundingClientRect();
}

/** Below what it is about, else above, always on the screen; a stylesheet may dock it instead. */
function place() {
  if (!editorOpen()) return;
  const { left, top, bottom } = anchor();
  form.style.left = "0";
  const { width, height } = form.getBoundingClientRect();
  const wanted = bottom + GAP + height < innerHeight ? bottom + GAP : top - GAP - height;
  form.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  form.style.top = `${Math.max(GAP, Math.min(wanted, innerHeight - height - GAP))}px`;
}

function send(event) {
  event.preventDefault();
  event.stopPropagation();
  const text = form.elements.text.value.trim();
  if (!text) return notify("Write the note first.");
  closeEditor();
  return save(on, text);
}

/** `saves(name, text)` is told what to save. */
export function startEditor(saves) {
  save = saves;
  form = document.createElement("form");
  form.id = "note-editor";
  form.hidden = true;
  form.autocomplete = "off";
  form.setAttribute("aria-labelledby", "note-editor-name");
  form.innerHTML = MARKUP;
  workspace().append(form);
  // Before the page's own listeners, which wait with a form until every act is saved.
  window.addEventListener("submit", (event) => { if (event.target === form) send(event); }, { capture: true });
  hidePeople = offerPeople(form.elements.text, form.querySelector(".note-people"));
  form.addEventListener("input", () => keepDraft(on, form.elements.text.value));
  form.addEventListener("click", (event) => { if (event.target.closest("[data-note-closes]")) closeEditor(); });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      closeEditor();
    } else if (event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey) {
      send(event);
    }
  });
  document.addEventListener("scroll", place, { capture: true, passive: true });
  document.addEventListener("workspace:redrawn", place);
  window.addEventListener("resize", place);
  window.addEventListener("beforeunload", (event) => {
    if (editorOpen() && form.elements.text.value.trim()) event.preventDefault();
  });
}
