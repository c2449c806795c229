/*
 * Words to the person at the screen, without moving anything.
 *
 *   import { announce, notify } from "./notices.js";
 *   announce("Confirmed");                             spoken only
 *   notify("Sent to the editor", { level: "success" })  shown over the page and spoken
 *
 * The server may send  HX-Trigger: {"notice": {"text": "…", "level": "success"}}.
 * <button data-dismiss> closes the notice around it. Errors stay until closed; the rest go after some seconds.
 */
const STAYS = 6000;
const WORDS = {
  403: "You may not do this.",
  404: "This is no longer here. Reload the page.",
  413: "That is too large to send.",
};

export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  // A region that gets the same words twice is silent the second time; an empty moment in between is not.
  requestAnimationFrame(() => { live.textContent = text; });
}

export function notify(text, { level = "info" } = {}) {
  const place = document.getElementById("notices");
  if ([...place.children].some((shown) => shown.querySelector("p")?.textContent === text)) return;
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.dataset.level = level;
  if (level === "error") notice.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "dismiss";
  close.dataset.dismiss = "";
  close.ariaLabel = "Close";
  close.textContent = "✕";
  notice.append(words, close);
  place.append(notice);
  if (level === "error") return;
  announce(text);
  const leave = () => {
    if (notice.matches(":hover, :focus-within")) setTimeout(leave, STAYS);
    else notice.remove();
  };
  setTimeout(leave, STAYS);
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest(".notice")?.remove();
});

document.addEventListener("notice", (event) => notify(event.detail.text, { level: event.detail.level }));

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  const words = (plain && xhr.responseText) || WORDS[xhr.status] || "Something went wrong here. This was not saved.";
  notify(words, { level: "error" });
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    notify("The server does not answer. This was not saved; try again.", { level: "error" });
  });
}
