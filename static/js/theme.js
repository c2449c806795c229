/*
 * <form data-theme-form> with buttons name="theme" value="system|light|dark": changes the page at once. Without this
 * file the form posts and the server does the same.
 */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return;
  const choice = event.submitter?.value;
  if (!["system", "light", "dark"].includes(choice)) return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; secure" : "";
  const kept = choice === "system" ? 0 : 365 * 24 * 3600;
  document.cookie = `theme=${choice}; path=/; max-age=${kept}; samesite=lax${secure}`;
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const button of event.target.querySelectorAll("button[name=theme]")) {
    button.ariaPressed = String(button === event.submitter);
  }
});
