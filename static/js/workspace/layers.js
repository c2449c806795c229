/* Which layers of marks are hidden, and which column a narrow screen shows, as attributes that the stylesheets go by:

   <div id="workspace" data-hides="rejected" data-pane="text">
   <input type="checkbox" id="layer-person" checked>  <input type="radio" name="pane" value="text" id="show-text" checked>

   The stylesheets could ask for the boxes themselves, with :has(), but then every mark that is drawn anew makes the
   browser look at the whole text again, which takes longer than everything else that a decision does. */

import { workspace } from "./items.js";

const boxes = () => [...document.querySelectorAll("[id^=layer-]")];

function show() {
  const hidden = boxes().filter((box) => !box.checked).map((box) => box.id.slice("layer-".length));
  if (boxes().length) workspace().dataset.hides = hidden.join(" ");
  const pane = document.querySelector("[name=pane]:checked");
  if (pane) workspace().dataset.pane = pane.value;
}

export function startLayers() {
  show();
  document.addEventListener("change", ({ target }) => { if (target.matches?.("[id^=layer-], [name=pane]")) show(); });
}
