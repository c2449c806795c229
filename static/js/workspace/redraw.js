/* Puts the elements of an answer in place.

   htmx would let a new element keep the classes of the old one for a moment and then take away what was set on it
   since, and it tells of every element again for each that follows, which takes a minute for two thousand mentions.
   Nothing in these elements needs htmx, so each simply takes the place of the one with its id:

   <p id="p-0" class="para" hx-swap-oob="true">

   Before, "workspace:replacing" is told with {target, fresh}; once after all of an answer, "workspace:redrawn". */

import { forget, workspace } from "./items.js";

let due = false;

function redrawn() {
  forget();
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    document.dispatchEvent(new CustomEvent("workspace:redrawn"));
  });
}

function replace(event) {
  const { target, fragment } = event.detail;
  const fresh = fragment.firstElementChild;
  const single = fragment.nodeType === Node.DOCUMENT_FRAGMENT_NODE && fragment.childElementCount === 1;
  if (!single || !target.id || fresh.id !== target.id || !workspace().contains(target)) return;
  event.detail.shouldSwap = false;
  const at = controls(target).indexOf(document.activeElement);
  document.dispatchEvent(new CustomEvent("workspace:replacing", { detail: { target, fresh } }));
  target.replaceWith(fresh);
  // The keyboard stays on the button or field that was used.
  if (at >= 0) controls(fresh)[at]?.focus({ preventScroll: true });
  redrawn();
}

const controls = (element) => [...element.querySelectorAll("button, select, input, textarea, a[href]")];

export function startRedraw() {
  document.addEventListener("htmx:oobBeforeSwap", replace);
  document.addEventListener("htmx:oobAfterSwap", redrawn);
}
