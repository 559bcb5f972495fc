// The table of people, edited in place. Edits wait in the page until they are saved together; filters, pages
// and chosen columns keep them. Without script the table is read, and a person's own page edits.
"use strict";
(() => {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const told = document.getElementById("grid-told");
  const version = document.querySelector("[data-grid]")?.dataset.version;
  const edits = new Map(); // cell -> { text, label }
  const steps = [];        // each: [{ cell, before, after }]
  const picked = new Set();
  let seen = version;
  let editor = null;
  let saving = false;

  const table = () => document.querySelector("[data-grid]");
  const cellOf = (name) => table()?.querySelector(`td[data-cell="${name}"]`);
  const textOf = (td) => edits.get(td.dataset.cell)?.text ?? td.dataset.text;
  const sameVersion = () => table()?.dataset.version === version;

  const show = (td) => {
    const edit = edits.get(td.dataset.cell);
    td.dataset.kept ??= td.innerHTML;
    if (edit) td.textContent = edit.label; else td.innerHTML = td.dataset.kept;
    td.classList.toggle("edited", Boolean(edit));
  };

  const count = () => {
    bulk.querySelector("[data-count]").textContent = edits.size;
    bulk.querySelector("[data-edited]").hidden = !edits.size;
    bulk.querySelector("[data-picked]").textContent = picked.size;
    bulk.querySelector("[data-many]").hidden = !picked.size;
    bulk.hidden = !picked.size && !edits.size;
  };

  const put = (name, edit) => {
    const td = cellOf(name);
    if (edit && !(td && edit.text === td.dataset.text)) edits.set(name, edit); else edits.delete(name);
    if (td) { td.removeAttribute("aria-invalid"); td.removeAttribute("aria-describedby"); show(td); }
  };

  const take = (changes) => { // one step that can be undone
    const step = changes.filter((one) => (one.before?.text) !== one.after.text);
    if (!step.length) return;
    steps.push(step);
    for (const one of step) put(one.cell, one.after);
    count();
  };

  const undo = () => {
    const step = steps.pop();
    if (!step) return;
    for (const one of step) put(one.cell, one.before);
    count();
    cellOf(step[0].cell)?.focus();
  };

  // --- moving and editing ---------------------------------------------------------------------------------------

  const focusable = (td) => {
    for (const other of table().querySelectorAll("td[data-cell][tabindex='0']")) other.tabIndex = -1;
    td.tabIndex = 0;
    td.focus();
  };

  const move = (td, down, right) => {
    const column = [...td.parentElement.children].indexOf(td);
    if (down) {
      let row = td.parentElement;
      do row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      while (row && !row.children[column]?.dataset.cell);
      if (row) focusable(row.children[column]);
    } else {
      let next = td;
      do next = right > 0 ? next.nextElementSibling : next.previousElementSibling;
      while (next && !next.dataset.cell);
      if (next) focusable(next);
    }
  };

  const close = (keep) => { // the one editor ends once, however it ends
    if (!editor) return null;
    const { td, control } = editor;
    editor = null;
    const text = control.value;
    const label = control.selectedOptions ? control.selectedOptions[0]?.textContent ?? "" : text;
    show(td);
    if (keep && text !== textOf(td)) {
      const before = edits.get(td.dataset.cell);
      take([{ cell: td.dataset.cell, before, after: { text, label: label.trim() } }]);
    }
    return td;
  };

  const open = (td) => {
    if (saving) return;
    if (!sameVersion()) { told.textContent = bulk.dataset.moved; return; }
    close(true);
    const [, field] = td.dataset.cell.split(/-(.*)/s);
    const control = document.getElementById(`editor-${field}`).content.firstElementChild.cloneNode(true);
    const who = td.parentElement.querySelector("th").textContent.trim();
    control.setAttribute("aria-label", `${control.getAttribute("aria-label")}, ${who}`);
    td.dataset.kept ??= td.innerHTML;
    control.value = textOf(td);
    td.replaceChildren(control);
    editor = { td, control };
    control.focus();
    if (control.select) control.select();
  };

  document.addEventListener("dblclick", (event) => {
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (td && editor?.td !== td) open(td);
  });
  document.addEventListener("click", (event) => {
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (td && editor?.td !== td) focusable(td);
  });
  document.addEventListener("focusout", (event) => {
    if (editor && event.target === editor.control) close(true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // letters of a Vietnamese typer are not ours
    if (editor && event.target === editor.control) {
      const after = { Enter: [1, 0], Tab: [0, event.shiftKey ? -1 : 1] }[event.key];
      if (after) {
        event.preventDefault();
        const td = close(true);
        focusable(td);
        move(td, ...after);
      } else if (event.key === "Escape") {
        event.preventDefault();
        focusable(close(false));
      }
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, select, textarea")) {
      if (steps.length) { event.preventDefault(); undo(); }
      return;
    }
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (!td || event.ctrlKey || event.metaKey || event.altKey) return;
    const where = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (where) { event.preventDefault(); move(td, ...where); }
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); open(td); }
    if (event.key === " ") {
      event.preventDefault();
      td.parentElement.querySelector(".pick input").click();
    }
  });

  // --- choosing people, one act for many ----------------------------------------------------------------------------

  // What is typed or ticked in the table is no filter: the form around it is not to search for it.
  for (const kind of ["change", "input"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest("[data-grid]")) return;
      event.stopPropagation();
      const box = event.target.closest(".pick input");
      if (kind !== "change" || !box) return;
      const boxes = "all" in box.dataset ? [...table().querySelectorAll("input[name=rows]")] : [box];
      for (const one of boxes) {
        one.checked = box.checked;
        if (one.name === "rows") { if (box.checked) picked.add(one.value); else picked.delete(one.value); }
      }
      count();
    }, true);
  }

  const value = () => document.getElementById("bulk-value");
  const chooseField = () => {
    const field = document.getElementById("bulk-field").value;
    const control = document.getElementById(`editor-${field}`).content.firstElementChild.cloneNode(true);
    control.removeAttribute("aria-label");
    control.id = "bulk-value";
    control.name = "value";
    control.classList.add("short");
    value().replaceWith(control);
  };
  document.getElementById("bulk-field").addEventListener("change", chooseField);
  chooseField();

  bulk.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!sameVersion() && edits.size) { told.textContent = bulk.dataset.moved; return; }
    const field = document.getElementById("bulk-field").value;
    const control = value();
    const label = control.selectedOptions ? control.selectedOptions[0].textContent.trim() : control.value;
    take([...picked].map((row) => {
      const cell = `${row}-${field}`;
      return { cell, before: edits.get(cell), after: { text: control.value, label } };
    }));
  });
  bulk.querySelector("[data-undo]").addEventListener("click", undo);
  bulk.querySelector("[data-drop]").addEventListener("click", () => {
    take([]);
    for (const name of [...edits.keys()]) put(name, undefined);
    steps.length = 0;
    count();
  });

  // --- saving -------------------------------------------------------------------------------------------------------

  bulk.querySelector("[data-save]").addEventListener("click", async () => {
    close(true);
    if (saving || !edits.size) return;
    saving = true;
    const body = new URLSearchParams({ seen });
    for (const [name, edit] of edits) body.append(`cell-${name}`, edit.text);
    try {
      const answer = await fetch(bulk.getAttribute("action"), { method: "POST", headers: { "HX-Request": "true" }, body });
      if (answer.ok && answer.headers.has("HX-Redirect")) {
        edits.clear();
        const here = new URL(window.location.href);
        here.searchParams.set("told", "saved");
        here.hash = "list";
        window.history.replaceState(null, "", here.href);
        window.location.reload();
        return;
      }
      told.innerHTML = await answer.text();
      seen = told.querySelector("[data-seen]")?.dataset.seen ?? seen;
      for (const fault of told.querySelectorAll("[data-cell]")) {
        const td = cellOf(fault.dataset.cell);
        td?.setAttribute("aria-invalid", "true");
        td?.setAttribute("aria-describedby", fault.id);
      }
    } catch {
      told.textContent = bulk.dataset.lost;
    }
    saving = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (edits.size) { event.preventDefault(); event.returnValue = bulk.dataset.unsaved; }
  });

  // --- the table anew, as filters or columns change -----------------------------------------------------------------

  const ready = () => {
    if (!table()) return;
    table().setAttribute("role", "grid");
    if (!sameVersion()) { if (edits.size) told.textContent = bulk.dataset.moved; return; }
    for (const name of edits.keys()) { const td = cellOf(name); if (td) show(td); }
    for (const box of table().querySelectorAll("input[name=rows]")) box.checked = picked.has(box.value);
    for (const td of table().querySelectorAll("td[data-cell]")) td.tabIndex = -1;
    const first = table().querySelector("td[data-cell]");
    if (first) first.tabIndex = 0;
    count();
  };
  document.addEventListener("htmx:beforeSwap", () => { editor = null; });
  document.addEventListener("htmx:afterSwap", ready);
  ready();
})();
