/*
 * <button data-opens="ID"> opens the <dialog id="ID"> over the page; <button data-closes> closes the one around it, and
 * so does a click outside it. Focus goes back to the opener by itself.
 */
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  const closer = event.target.closest?.("dialog [data-closes]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
  } else if (closer) {
    // On a page of its own the same form has a link that leads back; in a dialog it only closes.
    event.preventDefault();
    closer.closest("dialog").close();
  } else if (event.target.matches?.("dialog[open]")) {
    // The target is the dialog itself only on its backdrop: everything in it is inside a form or .dialog-body.
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
