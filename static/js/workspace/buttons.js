/* Buttons and fields that are one act each:

   <li class="cast-row" data-group="3"><button data-verb="confirm_group">
   <li class="quote-card" data-quote="5"><button data-verb="nothing" data-value="1"><select name="mode" data-verb="mode">
   <li class="claim-use" data-use="7"><select name="stance" data-verb="use"><input name="hedged" data-verb="use">

   What an act needs is looked for on the button, then in the fields beside it, then on the elements around it. The same
   button on what it already decided takes the decision back. */

import { act } from "./acts.js";
import { decide, decideGroup } from "./decide.js";
import { focusOn } from "./focus.js";
import { key } from "./items.js";
import { spell } from "./printed.js";
import { run } from "./registry.js";
import { say } from "./saved.js";

const FIELDS = {
  mode: ["quote", "mode"],
  nothing: ["quote", "value"],
  use: ["use", "stance", "hedged"],
  claim_remove: ["use"],
  protect: ["group"],
  clear_protection: ["group"],
};
const DECIDES = { quote_confirm: "confirmed", quote_reject: "rejected", confirm: "confirmed", reject: "rejected" };
const DECIDES_GROUP = { confirm_group: "confirmed", reject_group: "rejected" };

function field(button, name) {
  if (name in button.dataset) return button.dataset[name];
  const beside = button.closest("li")?.querySelector(`[name="${name}"]`);
  if (beside) return beside.type === "checkbox" ? (beside.checked ? "1" : "") : beside.value;
  return button.closest(`[data-${name}]`)?.dataset[name] ?? "";
}

function press(button) {
  const { verb } = button.dataset;
  if (verb in DECIDES) {
    const type = verb.startsWith("quote_") ? "quote" : "tag";
    return decide(key(type, field(button, type)), DECIDES[verb], { go: false });
  }
  if (verb in DECIDES_GROUP) return decideGroup(key("group", field(button, "group")), DECIDES_GROUP[verb]);
  const fields = Object.fromEntries(FIELDS[verb].map((name) => [name, field(button, name)]));
  const objects = ["quote", "use", "group"].filter((type) => type in fields).map((type) => key(type, fields[type]));
  act(verb, fields, { objects }).then(({ ok }) => { if (!ok) reset(button); });
  return undefined;
}

/** A refused change leaves the field as the server has it. */
function reset(field) {
  if (field.matches("select")) for (const option of field.options) option.selected = option.defaultSelected;
  else if (field.matches("input")) field.checked = field.defaultChecked;
}

function onPress(button) {
  const why = press(button);
  if (typeof why === "string") say(spell(why));
}

export function startButtons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-verb]");
    if (button && !button.disabled) onPress(button);
    const does = event.target.closest?.("button[data-does]");
    if (!does) return;
    const card = does.closest(".quote-card");
    if (card && does.dataset.does !== "close-composer") focusOn(key("quote", card.dataset.quote));
    run({ speaker: "speaker", pieces: "pieces", composer: "claim", "close-composer": "closeComposer" }[does.dataset.does]);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-verb], input[data-verb]")) onPress(event.target);
  });
}
