/* Says so when the reading is open in another tab, on another device or by somebody else:

   <div id="workspace" data-here-url="/readings/1/here/">   <div class="notice" id="elsewhere" hidden><p></p></div>

   The page tells the server that it is there, and that it was left; without an answer nothing is said. */

import { actId } from "../act-id.js";
import { writeHeaders } from "../csrf.js";
import { workspace } from "./items.js";

const EVERY = 30_000;
const tab = actId();

async function ask() {
  let words = "";
  try {
    const body = new URLSearchParams({ tab });
    const answer = await fetch(workspace().dataset.hereUrl, { method: "POST", body, headers: writeHeaders() });
    if (answer.status === 200) words = await answer.text();
    else if (answer.status !== 204) return;
  } catch {
    return;
  }
  const place = document.getElementById("elsewhere");
  if (!place || place.querySelector("p").textContent === words) return;
  place.querySelector("p").textContent = words;
  place.hidden = !words;
}

function leave() {
  const gone = new FormData();
  gone.set("tab", tab);
  gone.set("gone", "1");
  gone.set("csrfmiddlewaretoken", writeHeaders()["X-CSRFToken"] ?? "");
  navigator.sendBeacon(workspace().dataset.hereUrl, gone);
}

export function startElsewhere() {
  if (!workspace().dataset.hereUrl) return;
  ask();
  setInterval(ask, EVERY);
  window.addEventListener("focus", ask);
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  window.addEventListener("pagehide", leave);
}
