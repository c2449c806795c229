/* Submitting and skipping. Nothing leaves before every act is saved.

   <form data-submit-form method="post" …>   <dialog id="skip-dialog"><form …>   <form data-next-form method="post" …>

   What is still undecided the server warns about, on a page of its own. */

import { settled, unsent } from "./acts.js";
import { define } from "./registry.js";
import { say } from "./saved.js";

function submit() {
  const form = document.querySelector("form[data-submit-form]");
  if (!form) return "This reading cannot be submitted.";
  form.requestSubmit();
  return undefined;
}

function skip() {
  const dialog = document.getElementById("skip-dialog");
  if (!dialog) return "This reading cannot be skipped.";
  dialog.showModal();
  return undefined;
}

function nextArticle() {
  const form = document.querySelector("form[data-next-form]");
  if (!form) return "Hand this one in first: {submit} submits it, {skip} skips it.";
  form.requestSubmit();
  return undefined;
}

define({ submit, skip, nextArticle });

export function startLeave() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!unsent() || form.matches("[data-composer], [method=dialog]")) return;
    event.preventDefault();
    say("Waiting until everything is saved …");
    await settled();
    form.requestSubmit(event.submitter);
  }, { capture: true });
}
