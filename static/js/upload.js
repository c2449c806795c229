/*
 * Choosing files to import: drop them, see what was chosen, and hear before sending what is too large.
 * Without this module the form works all the same; the server checks everything again.
 *
 *   <form data-upload data-file-limit="26214400" data-total-limit="104857600">
 *     <div data-drop><input type="file" multiple></div>
 *     <p><span data-drop-hint hidden>…</span></p>
 *     <ul data-chosen hidden></ul>
 *     <button data-send>Import</button>
 *   </form>
 */
const SHOWN = 100;

function inWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function line(name, size, problem) {
  const item = document.createElement("li");
  const left = document.createElement("span");
  left.className = "name";
  left.textContent = name;
  const right = document.createElement("span");
  right.className = "size";
  right.textContent = size;
  if (problem) item.dataset.problem = "";
  item.append(left, right);
  return item;
}

function show(form, input) {
  const list = form.querySelector("[data-chosen]");
  const fileLimit = Number(form.dataset.fileLimit);
  const totalLimit = Number(form.dataset.totalLimit);
  const files = [...input.files];
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const tooLarge = files.filter((file) => file.size > fileLimit);
  const lines = [...tooLarge, ...files.filter((file) => file.size <= fileLimit)].slice(0, SHOWN).map((file) => {
    const problem = file.size > fileLimit;
    return line(file.name, problem ? `${inWords(file.size)}: too large` : inWords(file.size), problem);
  });
  if (files.length > 1) {
    const over = total > totalLimit;
    lines.push(line(`${files.length} files`, over ? `${inWords(total)}: too much together` : inWords(total), over));
  }
  list.replaceChildren(...lines);
  list.hidden = files.length === 0;
  let problem = "";
  if (tooLarge.length > 0) problem = `${tooLarge[0].name} is larger than ${inWords(fileLimit)}. Choose again without it.`;
  else if (total > totalLimit) problem = `These files are larger than ${inWords(totalLimit)} together. Send fewer at once.`;
  input.setCustomValidity(problem);
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  form.querySelector("[data-drop-hint]").hidden = false;

  input.addEventListener("change", () => show(form, input));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.dataset.over = "";
  });
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) delete drop.dataset.over;
  });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    show(form, input);
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-send]");
    button.disabled = true;
    button.textContent = "Sending…";
  });
  // Coming back with the browser's own button finds the form as it was left.
  window.addEventListener("pageshow", () => {
    const button = form.querySelector("[data-send]");
    button.disabled = false;
    button.textContent = "Import";
    if (input.files.length > 0) show(form, input);
  });
}
