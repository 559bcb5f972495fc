// The palette: "/" or Ctrl-K, a few letters, Enter. The focus stays in its field; the chosen row is told by its id.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const field = document.getElementById("palette-field");
  const found = document.getElementById("palette-found");
  const rows = () => [...found.querySelectorAll("[role=option]")];
  let answered = null; // the letters that the rows are about
  let entered = false; // Enter came before the rows for the letters
  const chosen = () => found.querySelector("[aria-selected=true]");

  function choose(row) {
    for (const one of rows()) one.setAttribute("aria-selected", String(one === row));
    if (row) {
      field.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function open() {
    if (palette.open || document.querySelector("dialog[open]")) return;
    entered = false;
    palette.showModal();
    field.select();
    field.dispatchEvent(new Event("opened"));
  }

  function go(row) {
    if (!row) return;
    palette.close();
    window.location.assign(row.dataset.path);
  }

  // A slash is typed in fields, and begins an edit in a cell of a table.
  const isTyped = (target) => target.closest("input, textarea, select, [contenteditable], [role=grid]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyped(event.target);
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!slash && !k) return;
    event.preventDefault();
    open();
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = rows();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(at + all.length - 1) % all.length] || all[all.length - 1]);
    else if (event.key === "Enter") { if (answered === field.value) go(chosen()); else entered = true; }
    else return;
    event.preventDefault();
  });

  found.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  field.addEventListener("input", () => { entered = false; });
  found.addEventListener("htmx:afterSwap", (event) => {
    answered = event.detail.requestConfig.parameters.q;
    choose(rows()[0]);
    if (palette.open && entered && answered === field.value) go(chosen());
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });

  const button = document.getElementById("palette-open");
  button.hidden = false;
  button.addEventListener("click", open);
  document.getElementById("palette-hint").hidden = false;
});
