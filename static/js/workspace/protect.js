/* The question whether somebody should be protected, which stands in their cast row until it is answered:

   <li class="cast-row" data-group="3"><p class="cast-exposed">… <button data-verb="protect"> <button data-not-exposed>

   A no is remembered in this tab. */

import { element, key, workspace } from "./items.js";

const store = () => `not-exposed:${workspace().dataset.reading}`;
const answered = () => (sessionStorage.getItem(store()) ?? "").split(" ").filter(Boolean);

function hide() {
  for (const group of answered()) element(key("group", group))?.querySelector(".cast-exposed")?.remove();
}

export function startProtect() {
  hide();
  document.addEventListener("workspace:redrawn", hide);
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-not-exposed]")?.closest(".cast-row");
    if (!row) return;
    sessionStorage.setItem(store(), [...new Set([...answered(), row.dataset.group])].join(" "));
    row.querySelector(".cast-name").focus();
    hide();
  });
}
