/* The help, made from the keymap, with the switch for single keys (WCAG 2.1.4). Made here:

   <dialog class="dialog" id="help-dialog" data-size="wide">

   The switch is kept in this browser. */

import { MODES, SECTIONS } from "./keymap.js";
import { singleKeysOff, switchSingleKeys } from "./keys.js";
import { define } from "./registry.js";
import { announce } from "../notices.js";

let dialog = null;

const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

function make(tag, { text = "", ...rest } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), rest);
  node.append(...(text ? [text] : []), ...children);
  return node;
}

function keys(all) {
  return all.flatMap((pressed, at) => [
    ...(at ? [" or "] : []),
    ...pressed.split("+").map((part) => make("kbd", { text: NAMES[part] ?? part })),
  ]);
}

function section(title, rows) {
  const list = make("dl", { className: "keys" });
  for (const [, pressed, words] of rows) {
    list.append(make("div", {}, make("dt", {}, ...keys(pressed)), make("dd", { text: words })));
  }
  return make("section", {}, make("h3", { text: title }), list);
}

function build() {
  const single = make("input", { type: "checkbox", id: "single-keys", checked: !singleKeysOff() });
  single.addEventListener("change", () => {
    switchSingleKeys(!single.checked);
    announce(single.checked ? "Single keys are on." : "Single keys are off. ? still opens this help.");
  });
  const close = make("button", { type: "button", className: "button", text: "Close" });
  close.dataset.closes = "";
  const columns = make("div", { className: "keys-columns" },
    ...SECTIONS.map(([title, rows]) => section(title, rows)),
    ...Object.values(MODES).map((mode) => section(mode.title, mode.keys)));
  const title = make("h2", { id: "help-title", text: "Keys" });
  const label = make("label", { className: "keys-switch", htmlFor: "single-keys" }, single, " Single keys work");
  const words = make("p", { className: "faint", text: "Keys never work while you type in a field. Drag over words to "
    + "select them; Shift at the end of the drag takes them exactly." });
  return make("div", { className: "dialog-body" }, title, label, words, columns,
    make("div", { className: "actions" }, close));
}

define({ help: () => { dialog.showModal(); } });

export function startHelp() {
  dialog = make("dialog", { className: "dialog", id: "help-dialog" }, build());
  dialog.dataset.size = "wide";
  dialog.setAttribute("aria-labelledby", "help-title");
  document.body.append(dialog);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "?") dialog.close();
  });
}
