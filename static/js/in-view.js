/*
 * Links and tabs that do not fit beside one another scroll sideways; the current one is brought into sight.
 *
 *   <nav class="nav"> or <nav class="tabs"> with <a aria-current="page">
 */
for (const current of document.querySelectorAll(":is(.nav, .tabs) > [aria-current]")) {
  const row = current.parentElement;
  // Only the row may move: scrollIntoView would also scroll the page, on a reload further down.
  const beyond = current.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond;
}
