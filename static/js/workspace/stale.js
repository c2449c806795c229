/* A change that came too late: somebody else, or oneself in another tab, changed the thing first. The server says what the
   other did; here one's own is put beside it, and both are offered:

   <div id="notice"><div class="notice"><div><p data-conflict="tag:12">Ben changed the tag …</p></div></div></div>

   Keeping theirs closes the notice. Doing mine sends the same again, in order, now on top of what the page shows. */

import { act, tellNotSent } from "./acts.js";
import { element, quoted, shortened, typeOf, words } from "./items.js";

const LONGEST = 60;
const DONE = {
  confirm: "confirm", reject: "reject", undecide: "leave open",
  kind: ({ kind }) => `${kind}:`, edge: "move the edge of", span: "move",
  quote_confirm: "confirm", quote_reject: "reject", quote_undecide: "leave open",
  speaker: "set the speaker of", speaker_words: "set the speaker of", mode: ({ mode }) => `${mode}:`,
  nothing: ({ value }) => (value ? "nothing checkable in" : "something checkable in"),
  quote_add: "add to", quote_cut: "take out of", quote_only: "change the words of", quote_edge: "move the edge of",
  quote_split: "split", quote_join: "join with the next:", cue: "set the cue of",
  claim_new: ({ text }) => `attach the claim “${text}” to`, claim: "attach a claim to",
  use: ({ stance, hedged }) => `${stance}${hedged ? ", hedged" : ""}:`, claim_remove: "take off the claim",
  entity: ({ name }) => (name ? `link to “${name}”:` : "link"),
};

/** One's own change in words: "reject “Port Aldane”". */
function told({ verb, fields, objects }) {
  const done = DONE[verb] ?? "change";
  const what = typeof done === "function" ? done(typeof fields === "function" ? {} : fields) : done;
  const [name] = objects;
  const about = typeOf(name) === "use" ? element(name)?.querySelector(".claim-text")?.textContent : words(name);
  return about ? `${what} ${quoted(shortened(about, LONGEST))}` : what;
}

function button(words, options) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", ...options });
  made.dataset.size = "small";
  made.append(words);
  return made;
}

/** Whether both could be offered. */
function offer(late) {
  const notice = document.querySelector("#notice .notice");
  if (!notice?.querySelector("[data-conflict]")) return false;
  const [first, ...more] = late;
  // What was ticked in a list brings the versions of that list: it is looked at again there.
  if (late.some(({ fields }) => fields.seen)) return false;
  if (!first.objects.length || !first.objects.every((name) => element(name)?.dataset.version)) return false;
  const mine = document.createElement("p");
  mine.className = "conflict-mine";
  mine.append(`Yours: ${told(first)}${more.length ? `, and ${more.length} more after it` : ""}. Not done.`);
  const choice = document.createElement("p");
  choice.className = "conflict-choice";
  const theirs = button("Keep theirs");
  theirs.dataset.dismiss = "";
  const again = button("Do mine");
  again.addEventListener("click", () => {
    notice.remove();
    for (const { verb, fields, objects, expect } of late) act(verb, fields, { objects, expect });
  });
  choice.append(theirs, again);
  notice.firstElementChild.append(mine, choice);
  return true;
}

export function startStale() {
  document.addEventListener("acts:done", ({ detail: { late } }) => {
    if (late?.length && !offer(late)) tellNotSent(late.length - 1);
  });
}
