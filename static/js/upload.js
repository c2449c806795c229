/*
 * Files go to the server one after the other as soon as they are chosen or dropped, each with its own progress, and one
 * that fails keeps none of the others: it can be tried again. They are kept in a draft, whose preview comes next.
 * Without this module the form sends all of them at once; the server checks everything again in either case.
 *
 *   <form data-upload data-drafts="/batches/drafts/" data-file-limit="26214400" [data-files data-preview: of a draft]>
 *     <div data-drop><input type="file" multiple><p data-drop-hint hidden>…</p></div>
 *     <span data-without-script>…</span>
 *     <div data-sending hidden><p data-sum></p><button data-retry-all>…</button><ul data-chosen></ul></div>
 *     <button data-send>Preview</button>
 *   </form>
 */
import { writeHeaders } from "./csrf.js";
import { droppedFiles } from "./dropped-files.js";
import { notify } from "./notices.js";

const WORDS = {
  0: "The connection was lost",
  401: "You are signed out: sign in in another tab",
  403: "Your account may not import",
  404: "This upload is closed: its batch was imported or discarded",
  413: "Too large for the server",
};
const form = document.querySelector("form[data-upload]");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector("[data-drop]");
const send = form.querySelector("[data-send]");
const sum = form.querySelector("[data-sum]");
const list = form.querySelector("[data-chosen]");
const retryAll = form.querySelector("[data-retry-all]");
const label = send.textContent;
const accepted = new RegExp(`(${input.accept.split(",").filter((one) => one.startsWith(".")).join("|").replaceAll(".", "\\.")})$`, "i");
const files = new Set();
let draft = form.dataset.files ? { files: form.dataset.files, preview: form.dataset.preview } : null;
let busy = false;

function inWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const inState = (...states) => [...files].filter((one) => states.includes(one.state));

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text, name, act) {
  const made = element("button", "button", text);
  made.type = "button";
  made.dataset.size = "small";
  made.dataset.variant = "quiet";
  made.append(element("span", "visually-hidden", ` ${name}`));
  made.addEventListener("click", act);
  return made;
}

/** A line of the list: what it shows follows from the file's state. */
function add({ file, name }) {
  const one = { file, name, state: "waiting", problem: "", row: element("li", ""), remove: "", kept: name };
  one.progress = document.createElement("progress");
  one.progress.max = 1;
  one.progress.value = 0;
  one.progress.ariaLabel = `How much of ${name} is sent`;
  one.words = element("span", "size");
  one.again = button("Try again", name, () => { retry([one]); });
  one.drop = button("Remove", name, () => takeOut(one));
  const ends = element("span", "ends");
  ends.append(one.words, one.again, one.drop);
  one.row.append(element("span", "name", name), ends, one.progress);
  const limit = Number(form.dataset.fileLimit);
  if (file.size > limit) refuse(one, "large", `too large: ${inWords(limit)} is the most for one file`);
  files.add(one);
  list.append(one.row);
  show(one);
}

function refuse(one, state, problem) {
  one.state = state;
  one.problem = problem;
}

function show(one) {
  const words = {
    waiting: "waiting",
    sending: `${Math.floor(one.progress.value * 100)}%`,
    sent: one.kept === one.name ? "sent" : `sent, kept with ${one.kept}`,
  };
  one.row.dataset.state = one.state;
  one.words.textContent = `${inWords(one.file.size)} · ${words[one.state] ?? one.problem}`;
  one.progress.hidden = one.state !== "sending";
  one.again.hidden = one.state !== "failed";
  one.drop.hidden = one.state === "sending";
}

function showAll() {
  const sent = inState("sent").length;
  const left = inState("waiting", "sending").length;
  const failed = inState("failed").length;
  const large = inState("large").length;
  form.querySelector("[data-sending]").hidden = files.size === 0;
  const parts = [left > 0 ? `${sent} of ${counted(sent + left, "file", "files")} sent` : `${counted(sent, "file", "files")} sent`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (large > 0) parts.push(`${large} too large`);
  const words = parts.join(", ");
  if (sum.textContent !== words) sum.textContent = words;
  retryAll.hidden = failed < 2;
  send.disabled = left > 0;
  send.textContent = left > 0 ? "Sending…" : label;
  // What was sent is in the draft; the field itself may be empty then.
  input.required = sent === 0;
}

function ask(method, address, body, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries({ ...writeHeaders(), Accept: "application/json" })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress?.(event.loaded / event.total));
    const done = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* An error page, or nothing at all. */ }
      resolve({ status: request.status, answer });
    };
    for (const end of ["load", "error", "abort", "timeout"]) request.addEventListener(end, done);
    request.send(body);
  });
}

async function sendOne(one) {
  one.state = "sending";
  one.progress.value = 0;
  show(one);
  draft ??= await begin();
  let reply = draft.failed;
  if (draft.failed) {
    draft = null;
  } else {
    const body = new FormData();
    body.append("files", one.file);
    body.append("name", one.name);
    reply = await ask("POST", draft.files, body, (share) => {
      one.progress.value = share;
      show(one);
    });
  }
  if (reply.status === 201) {
    one.state = "sent";
    one.remove = reply.answer.remove;
    one.kept = reply.answer.name;
  } else {
    refuse(one, "failed", reply.answer.problem ?? WORDS[reply.status] ?? `The server failed (${reply.status})`);
  }
  show(one);
}

async function begin() {
  const { status, answer } = await ask("POST", form.dataset.drafts, new FormData());
  return status === 201 ? answer : { failed: { status, answer } };
}

async function work() {
  if (busy) return;
  busy = true;
  for (let next = inState("waiting")[0]; next; next = inState("waiting")[0]) {
    showAll();
    await sendOne(next);
  }
  busy = false;
  showAll();
}

function retry(ones) {
  for (const one of ones) {
    refuse(one, "waiting", "");
    show(one);
  }
  work();
}

async function takeOut(one) {
  if (one.state === "sent") {
    const { status, answer } = await ask("POST", one.remove, new FormData());
    if (status !== 204 && status !== 404) {
      const why = answer.problem ?? `${WORDS[status] ?? "The server failed"}.`;
      notify(`${one.name} is still there. ${why}`, { level: "error" });
      return;
    }
  }
  const after = one.row.nextElementSibling ?? one.row.previousElementSibling;
  // A text and its annotations are one file there.
  for (const other of one.remove ? [...files].filter((other) => other.remove === one.remove) : [one]) {
    files.delete(other);
    other.row.remove();
  }
  showAll();
  (after?.querySelector("button:not([hidden])") ?? input).focus();
}

function take(chosen) {
  chosen.forEach(add);
  showAll();
  work();
}

drop.dataset.live = "";
form.querySelector("[data-drop-hint]").hidden = false;
form.querySelector("[data-without-script]").hidden = true;
function takeChosen() {
  const chosen = [...input.files].map((file) => ({ file, name: file.name }));
  // Empty again, so that the same file can be chosen once more after it was taken out.
  input.value = "";
  take(chosen);
}

input.addEventListener("change", takeChosen);
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.dataset.over = "";
});
drop.addEventListener("dragleave", (event) => {
  if (!drop.contains(event.relatedTarget)) delete drop.dataset.over;
});
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  const chosen = await droppedFiles(event.dataTransfer, accepted);
  if (chosen.length === 0) notify("There is no file of a known format in there.", { level: "warning" });
  take(chosen);
});
retryAll.addEventListener("click", () => retry(inState("failed")));
form.addEventListener("submit", (event) => {
  if (inState("sent").length === 0) return;
  if (busy) {
    event.preventDefault();
    return;
  }
  // The files are in the draft: only what is said about them is sent now.
  form.action = draft.preview;
  input.disabled = true;
});
window.addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
// Somebody was faster than this script.
if (input.files.length > 0) takeChosen();
