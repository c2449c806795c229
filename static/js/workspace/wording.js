/* Help with the wording of a new claim, in the composer:

   <form data-composer data-clearer='{"today": "on 2 March 2026", "they": ""}' data-contested='{"regime": "a note"}'>
     <div class="composer-box"><div class="composer-echo"></div><textarea name="text"></textarea></div>
     <div class="composer-open" hidden></div> <div class="composer-ask" hidden></div>

   Words that are not clear alone are marked behind the text field and named below it, with what is known of them on a
   button. Contested words are marked, and asked about when the claim is attached. Nothing is changed unasked. */

import { announce } from "../notices.js";
import { contestedWords, openWords } from "../claim-words.js";

const kept = new WeakMap();
const parsed = (form, name) => JSON.parse(form.dataset[name] || "{}");
const keptBy = (form) => kept.get(form) ?? kept.set(form, new Set()).get(form);

/** The contested words of this wording that were kept as they are, for the server. */
export const keptWords = (form) => [...keptBy(form)];

/** Ask about contested words that nobody decided on yet; says whether there was one to ask about. */
export function askAbout(form) {
  const place = form.querySelector(".composer-ask");
  const words = [...new Set(contested(form).map(({ word }) => word))].filter((word) => !keptBy(form).has(word));
  place.replaceChildren(...words.map((word) => question(form, word)));
  place.hidden = !words.length;
  if (!words.length) return false;
  place.querySelector("button").focus();
  announce(`Whose word is “${words[0]}”? Keep it, or put it in quotation marks.`);
  return true;
}

/** Draw the marks and the words below anew. */
export function showWording(form) {
  const { text } = form.elements;
  const open = openWords(text.value, parsed(form, "clearer"));
  const all = [...open.map((at) => ({ ...at, type: "open" })), ...contested(form).map((at) => ({ ...at, type: "contested" }))];
  echo(form.querySelector(".composer-echo"), text.value, all.sort((a, b) => a.start - b.start));
  below(form, open);
  // What was asked about may be gone by now.
  const place = form.querySelector(".composer-ask");
  const still = new Set(contested(form).map(({ word }) => word));
  for (const asked of place.querySelectorAll("[data-word]")) if (!still.has(asked.dataset.word)) asked.remove();
  place.hidden = !place.childElementCount;
}

/** For the next claim nothing is decided. */
export function forgetWording(form) {
  kept.delete(form);
  form.querySelector(".composer-ask").replaceChildren();
  showWording(form);
}

const contested = (form) => contestedWords(form.elements.text.value, Object.keys(parsed(form, "contested")));

function echo(place, words, found) {
  const parts = [];
  let at = 0;
  for (const { start, end, type } of found) {
    if (start < at) continue;
    const mark = document.createElement("mark");
    mark.className = type;
    mark.textContent = words.slice(start, end);
    parts.push(words.slice(at, start), mark);
    at = end;
  }
  place.replaceChildren(...parts, `${words.slice(at)}\u200b`);
}

function below(form, open) {
  const place = form.querySelector(".composer-open");
  const byWord = new Map(open.map(({ word, meant }) => [word, meant]));
  place.hidden = !byWord.size;
  const plain = [...byWord].filter(([, meant]) => !meant).map(([word]) => `“${word}”`).join(", ");
  const buttons = [...byWord].filter(([, meant]) => meant).map(([word, meant]) => {
    const button = made("button", `${word} → ${meant}`, { type: "button", className: "button" });
    Object.assign(button.dataset, { size: "small", wording: "clear", word });
    return button;
  });
  place.replaceChildren(...(byWord.size ? [made("span", plain ? `Not clear alone: ${plain}` : "Not clear alone:"), ...buttons] : []));
}

function question(form, word) {
  const line = made("div", "", { className: "ask" });
  line.dataset.word = word;
  const note = parsed(form, "contested")[word];
  const words = made("p", "");
  words.append("Whose word is ", made("b", `“${word}”`), `?${note ? ` ${note}` : ""}`);
  line.append(words, answer("keep", word, "Keep it"), answer("marks", word, "In quotation marks"));
  return line;
}

function answer(does, word, label) {
  const button = made("button", label, { type: "button", className: "button" });
  Object.assign(button.dataset, { size: "small", wording: does, word });
  return button;
}

function made(tag, words, rest = {}) {
  const node = Object.assign(document.createElement(tag), rest);
  if (words) node.append(words);
  return node;
}

function onAnswer(button) {
  const form = button.form;
  const { text } = form.elements;
  const { wording, word } = button.dataset;
  if (wording === "keep") keptBy(form).add(word);
  else if (wording === "marks") replaceAll(text, contestedWords(text.value, [word]), (there) => `“${there}”`);
  else {
    const open = openWords(text.value, parsed(form, "clearer")).filter((at) => at.word === word);
    replaceAll(text, open.slice(0, 1), () => open[0].meant);
  }
  text.dispatchEvent(new Event("input", { bubbles: true }));
  if (wording === "clear") return text.focus();
  button.closest(".ask")?.remove();
  const next = form.querySelector(".composer-ask button");
  form.querySelector(".composer-ask").hidden = !next;
  return (next ?? text).focus();
}

function replaceAll(field, found, instead) {
  for (const { start, end } of found.reverse()) {
    field.setRangeText(instead(field.value.slice(start, end)), start, end, "end");
  }
}

export function startWording() {
  document.addEventListener("input", (event) => {
    if (event.target.name === "text" && event.target.form?.matches("[data-composer]")) showWording(event.target.form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-wording]");
    if (button) onAnswer(button);
  });
}
