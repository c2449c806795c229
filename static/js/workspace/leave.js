/* Submitting and skipping. Nothing leaves before every act is saved.

   <form data-submit-form method="post" …>   <dialog id="skip-dialog">   <p id="progress" data-undecided="4">

   With something undecided, submitting is asked for twice: what is undecided stays undecided. */

import { settled, unsent } from "./acts.js";
import { define } from "./registry.js";
import { say } from "./saved.js";

const ASKS = 8000;
let askedAt = -ASKS;

const form = () => document.querySelector("form[data-submit-form]");

function submit() {
  if (!form()) return "This reading cannot be submitted from here.";
  const left = Number(document.getElementById("progress")?.dataset.undecided ?? 0);
  const now = performance.now();
  if (left && now - askedAt > ASKS) {
    askedAt = now;
    return `${left} undecided ${left === 1 ? "suggestion stays" : "suggestions stay"} undecided. Once more submits.`;
  }
  form().requestSubmit();
  return undefined;
}

function skip() {
  const dialog = document.getElementById("skip-dialog");
  if (!dialog) return "This reading cannot be skipped.";
  dialog.showModal();
  return undefined;
}

define({ submit, skip });

export function startLeave() {
  document.addEventListener("submit", async (event) => {
    const leaving = event.target;
    if (!unsent() || leaving.matches("[data-composer], [method=dialog]")) return;
    event.preventDefault();
    say("Waiting until everything is saved …");
    await settled();
    leaving.requestSubmit(event.submitter);
  }, { capture: true });
}
