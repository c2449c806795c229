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
  const used = document.activeElement;
  const at = controls(target).indexOf(used);
  document.dispatchEvent(new CustomEvent("workspace:replacing", { detail: { target, fresh } }));
  target.replaceWith(fresh);
  if (at >= 0) keepKeyboard(fresh, used, at);
  redrawn();
}

export const controls = (element) => [...element.querySelectorAll("button, select, input, textarea, summary, a[href]")];
const QUIET = "summary, select, input, textarea, a[href], [data-goto], [data-event-does=close]";

function does({ tagName, name, ariaLabel, dataset: { value, ...rest } }) {
  return JSON.stringify([tagName, name, ariaLabel, rest]);
}

/** The keyboard stays on the button or field that was used. Where that is gone it must not come to stand on another
 * button, for a key pressed twice would then do the opposite: it goes to a field or a link beside it. */
export function keepKeyboard(fresh, used, at) {
  const now = controls(fresh);
  const same = now[at] && !now[at].disabled && does(now[at]) === does(used) ? now[at] : null;
  const quiet = (one) => one.matches(QUIET) && !one.disabled;
  (same ?? now.slice(0, at + 1).findLast(quiet) ?? now.find(quiet) ?? fresh).focus({ preventScroll: true });
}

export function startRedraw() {
  document.addEventListener("htmx:oobBeforeSwap", replace);
  document.addEventListener("htmx:oobAfterSwap", redrawn);
}
