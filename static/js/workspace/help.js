/* The help, made from the keymap: every key with what it does. A click on the words does it, for those who use no keys;
   a click on a key changes it (remap.js). Made here:

   <dialog class="dialog" id="help-dialog" data-size="wide">
     <button class="key-change" data-remap="confirm"><kbd>a</kbd></button> <button class="key-run" data-runs="confirm">

   The preset, changed keys and the switch for single keys (WCAG 2.1.4) are kept with the account. */

import { MODES, SECTIONS, chosenKeys, keysOf, singleKeysOff } from "./keymap.js";
import { PRESETS } from "./presets.js";
import { parts } from "./printed.js";
import { define, run } from "./registry.js";
import { startRemap, keepKeys } from "./remap.js";
import { announce } from "../notices.js";

let dialog = null;

function make(tag, { text = "", data = {}, ...rest } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, data);
  node.append(...(text ? [text] : []), ...children);
  return node;
}

function keyCell(command, words) {
  const all = keysOf(command);
  const drawn = (key) => parts(key).map((part) => make("kbd", { text: part }));
  const shown = all.flatMap((key, at) => [...(at ? [" or "] : []), ...drawn(key)]);
  const changed = command in chosenKeys().keys;
  const button = make("button", { type: "button", className: "key-change", data: { remap: command } },
    ...(shown.length ? shown : [make("span", { className: "faint", text: "none" })]));
  button.ariaLabel = `${words}: ${all.map((key) => parts(key).join(" ")).join(" or ") || "no key"}. Change`;
  return make("dt", { className: changed ? "is-changed" : "" }, button);
}

function section(title, rows, runs) {
  const list = make("dl", { className: "keys" });
  for (const [command, , words] of rows) {
    const what = runs && command !== "help" && command !== "escape"
      ? make("button", { type: "button", className: "key-run", text: words, data: { runs: command } })
      : words;
    list.append(make("div", {}, keyCell(command, words), make("dd", {}, what)));
  }
  return make("section", {}, make("h3", { text: title }), list);
}

function switches() {
  const single = make("input", { type: "checkbox", id: "single-keys", checked: !singleKeysOff() });
  single.addEventListener("change", () => {
    keepKeys({ ...chosenKeys(), single: single.checked });
    announce(single.checked ? "Single keys are on." : "Single keys are off. The Help button opens this again.");
  });
  const { preset, keys } = chosenKeys();
  const select = make("select", { className: "input", id: "key-preset" },
    ...Object.entries(PRESETS).map(([name, { title }]) =>
      make("option", { value: name, text: title, selected: name === preset })));
  select.addEventListener("change", () => {
    keepKeys({ ...chosenKeys(), preset: select.value, keys: {} });
    announce(`Keys: ${PRESETS[select.value].title}. ${PRESETS[select.value].about}`);
  });
  const changed = Object.keys(keys).length;
  const back = make("button", {
    type: "button", className: "button", text: `Undo ${changed} own ${changed === 1 ? "key" : "keys"}`,
  });
  back.hidden = !changed;
  back.dataset.size = "small";
  back.addEventListener("click", () => keepKeys({ ...chosenKeys(), keys: {} }));
  return make("div", { className: "keys-choice" },
    make("label", { htmlFor: "key-preset", text: "Keys" }), select,
    make("span", { className: "faint small", text: PRESETS[preset].about }), back,
    make("label", { className: "keys-switch", htmlFor: "single-keys" }, single, " Single keys work"));
}

function build() {
  const close = make("button", { type: "button", className: "button", text: "Close", data: { closes: "" } });
  const columns = make("div", { className: "keys-columns" },
    ...SECTIONS.map(([title, rows]) => section(title, rows, true)),
    ...Object.values(MODES).map((mode) => section(mode.title, mode.keys, false)));
  const words = make("p", { className: "faint", text: "Click a key to change it, or the words beside it to do it. Keys "
    + "never work while you type in a field. Drag over words to select them; Shift at the end of the drag takes them "
    + "exactly." });
  return make("div", { className: "dialog-body" }, make("h2", { id: "help-title", text: "Keys" }), switches(),
    make("p", { className: "keys-said", id: "keys-said", role: "status" }), words, columns,
    make("div", { className: "actions" }, close));
}

/** Draw it again, and leave the keyboard where it was. */
function drawHelp() {
  const active = document.activeElement;
  const place = active?.dataset?.remap ? `[data-remap="${active.dataset.remap}"]` : active?.id && `#${active.id}`;
  const top = dialog.scrollTop;
  dialog.replaceChildren(build());
  dialog.scrollTop = top;
  if (place) dialog.querySelector(place)?.focus({ preventScroll: true });
}

define({
  help: () => {
    drawHelp();
    dialog.showModal();
  },
});

export function startHelp() {
  dialog = make("dialog", { className: "dialog", id: "help-dialog" });
  dialog.dataset.size = "wide";
  dialog.setAttribute("aria-labelledby", "help-title");
  document.body.append(dialog);
  startRemap(dialog, drawHelp);
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-runs]");
    if (!button) return;
    dialog.close();
    run(button.dataset.runs);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.defaultPrevented) return;
    event.preventDefault();
    dialog.close();
  });
}
