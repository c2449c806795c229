/* A session that ended while somebody works: the password is asked for in place, and what waits is sent. Made here:

   <dialog class="dialog" id="sign-in-dialog">      from <div id="workspace" data-username="ada" data-login-url="/…">

   It opens with any answer that says the person is signed out. Closed without signing in, it stays away until
   something else is done or Retry is pressed; the page goes on keeping what was done. */

import { writeHeaders } from "../csrf.js";
import { announce } from "../notices.js";
import { unsent } from "./acts.js";
import { workspace } from "./items.js";
import { run } from "./registry.js";

const MARKUP = `
  <form class="dialog-body" method="dialog">
    <h2 id="sign-in-title">Your session has ended</h2>
    <p data-waits></p>
    <input type="text" name="login" autocomplete="username" readonly hidden>
    <div class="field"><label for="sign-in-password"></label>
      <input class="input" id="sign-in-password" type="password" name="password" autocomplete="current-password" required>
      <ul class="errors" role="alert" hidden></ul></div>
    <div class="actions"><button class="button" type="button" data-variant="quiet" data-closes>Not now</button>
      <button class="button" type="submit" data-variant="primary">Sign in</button></div>
  </form>`;

let dialog = null;
let dismissed = false;

function ask() {
  if (dialog.open || dismissed) return;
  const count = unsent();
  const waits = count ? `${count} ${count === 1 ? "change waits" : "changes wait"} here and will be sent.` : "";
  dialog.querySelector("[data-waits]").textContent = `Nothing is lost. ${waits}`.trim();
  complain("");
  dialog.showModal();
}

function complain(words) {
  const place = dialog.querySelector(".errors");
  place.hidden = !words;
  place.replaceChildren();
  if (!words) return;
  const line = document.createElement("li");
  line.textContent = words;
  place.append(line);
}

async function signIn(event) {
  event.preventDefault();
  const { password, login } = event.target.elements;
  const body = new URLSearchParams({ login: login.value, password: password.value });
  const headers = { "X-CSRFToken": writeHeaders()["X-CSRFToken"] };
  let answer = null;
  try {
    // Whoever is signed in is led on to another page, which is not wanted here.
    answer = await fetch(workspace().dataset.loginUrl, { method: "POST", body, headers, redirect: "manual" });
  } catch {
    return complain("The server does not answer. Try again.");
  }
  password.value = "";
  if (answer.type === "opaqueredirect") return signedIn();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  complain(page.querySelector(".errors li, .notice p")?.textContent.trim() || "That did not work. Sign in in a new tab.");
  return password.focus();
}

function signedIn() {
  dialog.close();
  announce("Signed in.");
  run("retry");
}

export function startSignIn() {
  const { username, loginUrl } = workspace().dataset;
  if (!username || !loginUrl) return;
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.id = "sign-in-dialog";
  dialog.setAttribute("aria-labelledby", "sign-in-title");
  dialog.innerHTML = MARKUP;
  dialog.querySelector("[name=login]").value = username;
  dialog.querySelector("label").textContent = `Password of ${username}`;
  document.body.append(dialog);
  dialog.querySelector("form").addEventListener("submit", signIn);
  // Escape, a click beside it and its own button: asked, and answered with no.
  dialog.addEventListener("close", () => { dismissed = true; });
  document.addEventListener("acts:queued", () => { dismissed = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-command=retry]")) dismissed = false;
  }, { capture: true });
  // Before it is put on the page: the dialog says the same, and more.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 401 || !xhr.responseText.includes("data-signed-out")) return;
    event.detail.shouldSwap = false;
    ask();
  });
}
