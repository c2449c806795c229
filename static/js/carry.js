/*
 * Ticking many things to carry over at once, and how many are ticked. Without this module every box works all the same.
 *
 *   <form data-carry>
 *     <section data-section><button type="button" data-ticks="all" hidden>…</button> <input type="checkbox" name="take"> …</section>
 *     <button>Carry over what is ticked<span data-ticked></span></button>
 *   </form>
 */
import { announce } from "./notices.js";

const form = document.querySelector("form[data-carry]");
const boxes = (root) => [...root.querySelectorAll("input[name='take']")];

function count() {
  const ticked = boxes(form).filter((box) => box.checked).length;
  const place = form.querySelector("[data-ticked]");
  if (place) place.textContent = ` (${ticked})`;
  return ticked;
}

if (form) {
  for (const button of form.querySelectorAll("[data-ticks]")) button.hidden = false;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ticks]");
    if (!button) return;
    for (const box of boxes(button.closest("[data-section]"))) box.checked = button.dataset.ticks === "all";
    announce(`${count()} ticked`);
  });
  form.addEventListener("change", count);
  count();
}
