/*
 * The token that goes with every write is read from the cookie at the moment of writing: signing in again, in another
 * tab, changes it, and a page left open must go on working. Nothing to mark up.
 */
const fresh = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];

document.addEventListener("htmx:configRequest", (event) => {
  const token = fresh();
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token;
  if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token;
});

document.addEventListener("submit", (event) => {
  const field = event.target.elements?.csrfmiddlewaretoken;
  if (field && fresh()) field.value = fresh();
}, { capture: true });

/** Headers for a write made with fetch(): the same as those that htmx sends. */
export function writeHeaders() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  return { ...headers, "X-CSRFToken": fresh() ?? headers["X-CSRFToken"], "HX-Request": "true" };
}
