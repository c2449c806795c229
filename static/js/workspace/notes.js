/* Notes: m writes one on the focused tag or quote, else on the article; they are listed in the right-hand column.

   <div id="workspace" data-note-url="/readings/1/notes/">     empty for somebody who may write none
   <ul id="note-list"><li class="note" id="note-…" data-on="tag:12"> … <form data-note-settles="resolve" action=…>
   <input type="checkbox" id="notes-all">     shows the resolved ones too

   What has an open note gets data-noted="1 note": a mark on the tag, a line on the quote's card. Notes go out with the
   acts, in order and each with one id through all its retries, but they are none: undo does not take them back. */

import { announce } from "../notices.js";
import { act } from "./acts.js";
import { current } from "./focus.js";
import { element, idOf, pieces, typeOf, workspace } from "./items.js";
import { draft, editorOpen, keepDraft, openEditor, startEditor } from "./note-editor.js";
import { spell } from "./printed.js";
import { define } from "./registry.js";

const sending = new Map();

function write() {
  if (!workspace().dataset.noteUrl) return "Notes here are for the reader of this reading and for editors.";
  const name = current();
  const kept = draft(name);
  openEditor(name, kept === sending.get(name) ? "" : kept);
  return undefined;
}

function save(name, text) {
  sending.set(name, text);
  keepDraft(name, text);
  const about = name ? { [typeOf(name)]: idOf(name) } : {};
  act("note", { ...about, text }, { url: workspace().dataset.noteUrl }).then(({ ok }) => {
    if (sending.get(name) === text) sending.delete(name);
    if (ok) {
      if (draft(name) === text) keepDraft(name, "");
      return;
    }
    // Refused: the words go back, before what was typed since.
    const since = draft(name);
    const words = since && since !== text ? `${text}\n${since}` : text;
    keepDraft(name, words);
    if (!editorOpen()) openEditor(name, words);
    else announce(spell("The note was not saved. Its words are kept: press {note} there once more."));
  });
}

function settle(event) {
  const form = event.target.closest?.("#note-list form[data-note-settles]");
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  const button = form.querySelector("button");
  button.disabled = true;
  const { reading } = workspace().dataset;
  act(`note_${form.dataset.noteSettles}`, { reading }, { url: form.getAttribute("action") }).then(({ ok }) => {
    if (!ok) button.disabled = false;
    // A resolved note is shown no more, and with it goes the button that had the keyboard.
    else if (document.activeElement === document.body) document.getElementById("notes-name").focus();
  });
}

function mark() {
  const open = new Map();
  for (const note of document.querySelectorAll("#note-list .note:not(.is-resolved)[data-on]")) {
    open.set(note.dataset.on, (open.get(note.dataset.on) ?? 0) + 1);
  }
  for (const old of workspace().querySelectorAll("[data-noted]")) delete old.dataset.noted;
  for (const [name, count] of open) {
    for (const part of [element(name), ...pieces(name)]) {
      if (part) part.dataset.noted = count === 1 ? "1 note" : `${count} notes`;
    }
  }
}

define({ note: write });

export function startNotes() {
  startEditor(save);
  mark();
  document.addEventListener("workspace:redrawn", mark);
  window.addEventListener("submit", settle, { capture: true });
}
