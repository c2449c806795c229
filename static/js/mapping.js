/*
 * Beside every field of a mapping stand the first values of the column that is chosen for it. Without this module they
 * are those of the column that was chosen before; the table below has all of them.
 *
 *   <form data-mapping> … <tr><td><select data-column>…</select></td><td><ul data-samples></ul></td></tr>
 *   <script type="application/json" id="column-samples">{"title": ["…"]}</script>
 */
const samples = JSON.parse(document.getElementById("column-samples").textContent);

document.addEventListener("change", (event) => {
  const select = event.target.closest?.("[data-mapping] [data-column]");
  if (!select) return;
  const lines = (Object.hasOwn(samples, select.value) ? samples[select.value] : []).map((value) => {
    const line = document.createElement("li");
    line.dir = "auto";
    line.textContent = value;
    return line;
  });
  select.closest("tr").querySelector("[data-samples]").replaceChildren(...lines);
});
