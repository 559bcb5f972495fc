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
  const undone = [];
  const faults = new Map(); // cell -> id of what is wrong with it
  const picked = new Set();
  let seen = version;
  let editor = null;
  let saving = false; // nothing is edited meanwhile: the page is drawn anew
  let pasted = Promise.resolve(); // cells that are being judged before they are edits

  const table = () => document.querySelector("[data-grid]");
  const cellOf = (name) => table()?.querySelector(`td[data-cell="${name}"]`);
  const textOf = (td) => edits.get(td.dataset.cell)?.text ?? td.dataset.text;
  const sameVersion = () => table()?.dataset.version === version;

  const show = (td) => {
    const edit = edits.get(td.dataset.cell);
    td.querySelector(".ready")?.classList.remove("ready"); // it goes with what stood there, and ends nothing
    td.dataset.kept ??= td.innerHTML;
    if (edit) td.textContent = edit.label; else td.innerHTML = td.dataset.kept;
    td.classList.toggle("edited", Boolean(edit));
  };

  const mark = (td) => {
    const fault = faults.get(td.dataset.cell);
    td.toggleAttribute("aria-invalid", Boolean(fault));
    if (fault) { td.setAttribute("aria-invalid", "true"); td.setAttribute("aria-describedby", fault); } else td.removeAttribute("aria-describedby");
  };
  const point = () => { // each fault that is told, at its cell
    faults.clear();
    for (const one of told.querySelectorAll("li[data-cell]")) faults.set(one.dataset.cell, one.id);
    for (const td of table().querySelectorAll("td[data-cell]")) mark(td);
  };

  const count = () => {
    bulk.querySelector("[data-count]").textContent = edits.size;
    bulk.querySelector("[data-edited]").hidden = !edits.size && !undone.length;
    bulk.querySelector("[data-picked]").textContent = picked.size;
    bulk.querySelector("[data-many]").hidden = !picked.size;
    bulk.querySelector("[data-redo]").disabled = !undone.length;
    bulk.querySelector("[data-undo]").disabled = !steps.length;
    bulk.hidden = !picked.size && !edits.size && !undone.length;
  };

  const put = (name, edit) => {
    const td = cellOf(name);
    if (edit && !(td && edit.text === td.dataset.text)) edits.set(name, edit); else edits.delete(name);
    faults.delete(name);
    if (td) { show(td); mark(td); }
  };

  const take = (changes) => { // one step that can be undone
    if (saving) return;
    const step = changes.filter((one) => (one.before?.text) !== one.after.text);
    if (!step.length) return;
    steps.push(step);
    undone.length = 0;
    for (const one of step) put(one.cell, one.after);
    count();
  };

  const walk = (from, to, which) => { // undo, or redo
    const step = saving ? null : from.pop();
    if (!step) return;
    to.push(step);
    for (const one of step) put(one.cell, one[which]);
    count();
    const td = cellOf(step[0].cell);
    if (td && !document.activeElement.matches("#bulk button:not([disabled])")) focusable(td);
  };
  const undo = () => walk(steps, undone, "before");
  const redo = () => walk(undone, steps, "after");
  const current = () => table().querySelector("td[data-cell][tabindex='0']") ?? table().querySelector("td .ready")?.parentElement;
  const press = (act) => (event) => { // a button keeps the focus as long as it can be pressed
    act();
    const next = [event.target, ...bulk.querySelectorAll("[data-undo], [data-redo]")].find((one) => !one.disabled && one.getClientRects().length);
    if (next) next.focus(); else if (current()) focusable(current());
  };

  // --- moving and editing ---------------------------------------------------------------------------------------

  const focusable = (td) => {
    for (const other of table().querySelectorAll("td[data-cell][tabindex='0']")) other.tabIndex = -1;
    td.tabIndex = 0;
    td.focus();
  };

  const placeOf = (row) => Number(row.getAttribute("aria-rowindex")) - 1;
  const goTo = async (place, column) => {
    const row = await window.peopleRows(Math.max(1, Math.min(place, Number(table().dataset.found))));
    if (row?.children[column]?.dataset.cell) focusable(row.children[column]);
  };
  const move = (td, down, right) => {
    const row = td.parentElement, column = [...row.children].indexOf(td);
    if (down) {
      const next = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (next?.children[column]) focusable(next.children[column]); else goTo(placeOf(row) + down, column);
    } else {
      let next = td;
      do next = right > 0 ? next.nextElementSibling : next.previousElementSibling;
      while (next && !next.dataset.cell);
      if (next) focusable(next);
    }
  };
  const FAR = 1e9;
  const leap = (td, event) => { // over many rows, to the ends of the table or of the row; says whether it was such a key
    const row = td.parentElement, column = [...row.children].indexOf(td), ctrl = event.ctrlKey || event.metaKey;
    const cells = [...row.querySelectorAll("td[data-cell]")];
    if (event.key === "PageDown") goTo(placeOf(row) + 20, column);
    else if (event.key === "PageUp") goTo(placeOf(row) - 20, column);
    else if (event.key === "Home" && ctrl) goTo(1, column);
    else if (event.key === "End" && ctrl) goTo(FAR, column);
    else if (event.key === "Home") focusable(cells[0]);
    else if (event.key === "End") focusable(cells.at(-1));
    else return false;
    event.preventDefault();
    return true;
  };

  const controlOf = (td) => {
    const [, field] = td.dataset.cell.split(/-(.*)/s);
    const control = document.getElementById(`editor-${field}`).content.firstElementChild.cloneNode(true);
    const who = td.parentElement.querySelector("th").textContent.trim();
    control.setAttribute("aria-label", `${control.getAttribute("aria-label")}, ${who}`);
    return control;
  };

  // In a cell that has the focus stands an empty field, so that what is typed, word by word of a Vietnamese typer
  // too, has a place from its first letter. The cell is edited as soon as something is in it.
  const stand = (td) => {
    const control = controlOf(td);
    if (control.matches("select, [type=date]")) return;
    control.setAttribute("aria-label", `${control.getAttribute("aria-label")}: ${td.textContent.trim()}`);
    control.classList.add("ready");
    control.readOnly = saving || !sameVersion();
    td.dataset.kept ??= td.innerHTML;
    td.tabIndex = -1;
    td.append(control);
    control.focus({ preventScroll: true });
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-grid] td[data-cell]")) stand(event.target);
  });
  for (const kind of ["compositionstart", "input"]) {
    document.addEventListener(kind, (event) => {
      const control = event.target;
      if (!control.classList?.contains("ready") || editor) return;
      control.classList.replace("ready", "typing");
      editor = { td: control.parentElement, control };
    }, true);
  }

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
    const control = controlOf(td);
    td.dataset.kept ??= td.innerHTML;
    control.value = textOf(td);
    td.querySelector(".ready")?.classList.remove("ready");
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
    if (editor && event.target === editor.control) { const td = editor.td; close(true); td.tabIndex = 0; return; }
    if (!event.target.classList?.contains("ready")) return;
    const td = event.target.parentElement;
    if (td) { event.target.remove(); td.tabIndex = 0; }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // letters of a Vietnamese typer are not ours
    if (editor && event.target === editor.control && !(event.ctrlKey || event.metaKey)) {
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
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === "s" && event.target.closest("[data-grid], #bulk")) {
      event.preventDefault();
      save();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && "zy".includes(key) && !event.target.closest("input:not(.ready), select, textarea")) {
      const back = key === "z" && !event.shiftKey;
      if ((back ? steps : undone).length) { event.preventDefault(); if (back) undo(); else redo(); }
      return;
    }
    if (event.key === "Enter" && event.target.matches?.(".pick input")) { event.preventDefault(); return; } // it would send the form
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (!td || leap(td, event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const where = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (where) { event.preventDefault(); move(td, ...where); }
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); open(td); }
    if (event.key === "Delete" && td.querySelector(".ready")) {
      event.preventDefault();
      take([{ cell: td.dataset.cell, before: edits.get(td.dataset.cell), after: { text: "", label: "" } }]);
      focusable(td);
    }
    if (event.key === " ") {
      event.preventDefault();
      td.parentElement.querySelector(".pick input").click();
    }
  });

  // --- cells of a spreadsheet, pasted and copied ------------------------------------------------------------------------

  const split = (text) => { // as spreadsheets write: tabs, line ends, and quotes around both
    const rows = [[]];
    for (const [, quoted, plain, end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g)) {
      rows.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).replaceAll("\n", " "));
      if (end === "\n") rows.push([]);
      if (!end) break;
    }
    return rows;
  };
  const ask = async (path, fields) => { // null where it could not be asked, which is told
    try {
      const answer = await fetch(path, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields) });
      if (answer.status !== 401) return answer;
      const place = document.getElementById("told"); // the session has ended: one signs in here, nothing is lost
      place.innerHTML = await answer.text();
      htmx.process(place);
      place.querySelector("input")?.focus();
    } catch {
      told.textContent = bulk.dataset.lost;
    }
    return null;
  };
  const paste = async (td, text) => {
    const start = placeOf(td.parentElement), column = [...td.parentElement.children].indexOf(td), cells = {};
    let outside = 0;
    for (const [down, row] of split(text).entries()) {
      const people = await window.peopleRows(start + down);
      for (const [right, words] of row.entries()) {
        const name = people?.children[column + right]?.dataset.cell;
        if (name) cells[name] = words; else outside += 1;
      }
    }
    const answer = await ask(`${bulk.getAttribute("action")}/check`, { cells: JSON.stringify(cells), outside });
    if (!answer?.ok) return;
    told.innerHTML = await answer.text();
    const read = [...told.querySelectorAll("[data-read]")].map((one) => [one.dataset.read, { text: one.dataset.text, label: one.textContent }]);
    const wrong = [...told.querySelectorAll("li[data-cell]")].map((one) => [one.dataset.cell, { text: cells[one.dataset.cell], label: cells[one.dataset.cell] }]);
    take([...read, ...wrong].map(([cell, after]) => ({ cell, before: edits.get(cell), after })));
    point();
    await goTo(start, column);
  };
  document.addEventListener("paste", (event) => {
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (!td || editor) return;
    event.preventDefault();
    if (saving || !sameVersion()) { told.textContent = bulk.dataset.moved; return; }
    const text = event.clipboardData.getData("text/plain");
    if (text) pasted = paste(td, text).catch(() => { told.textContent = bulk.dataset.lost; }); // saving goes on after it
  });
  document.addEventListener("copy", (event) => {
    const td = event.target.closest?.("[data-grid] td[data-cell]");
    if (!td || editor) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", td.textContent.trim());
  });

  // --- choosing people, one act for many ----------------------------------------------------------------------------

  const found = () => table().dataset.rows.split(",").filter(Boolean).flatMap((range) => { // all, drawn or not
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => String(first + n));
  });

  // What is typed or ticked in the table is no filter: the form around it is not to search for it.
  for (const kind of ["change", "input"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest("[data-grid]")) return;
      event.stopPropagation();
      const box = event.target.closest(".pick input");
      if (kind !== "change" || !box) return;
      const rows = "all" in box.dataset ? found() : [box.value];
      for (const row of rows) if (box.checked) picked.add(row); else picked.delete(row);
      for (const one of table().querySelectorAll("input[name=rows]")) one.checked = picked.has(one.value);
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
    if (event.submitter?.matches("[data-withdraw]")) { withdraw(event.submitter.formAction); return; }
    if (!sameVersion() && edits.size) { told.textContent = bulk.dataset.moved; return; }
    const field = document.getElementById("bulk-field").value;
    const control = value();
    const label = control.selectedOptions ? control.selectedOptions[0].textContent.trim() : control.value;
    take([...picked].map((row) => {
      const cell = `${row}-${field}`;
      return { cell, before: edits.get(cell), after: { text: control.value, label } };
    }));
  });
  bulk.querySelector("[data-undo]").addEventListener("click", press(undo));
  bulk.querySelector("[data-redo]").addEventListener("click", press(redo));
  bulk.querySelector("[data-drop]").addEventListener("click", press(() => {
    if (saving) return;
    for (const name of [...edits.keys()]) put(name, undefined);
    steps.length = undone.length = 0;
    count();
  }));

  const withdraw = (path) => {
    if (edits.size) { told.textContent = bulk.dataset.first; return; }
    send(path, { rows: [...picked].join(","), note: document.getElementById("bulk-note").value });
  };

  // --- saving -------------------------------------------------------------------------------------------------------

  const send = async (path, fields) => { // saved: the page anew, as it is filtered; else what is wrong, in its place
    if (saving) return;
    const setEditable = (on) => {
      saving = !on;
      const ready = table()?.querySelector(".ready");
      if (ready) ready.readOnly = !on || !sameVersion();
    };
    setEditable(false);
    const at = current(), answer = await ask(path, fields);
    setEditable(true);
    if (!answer) return;
    if (answer.ok && answer.headers.has("HX-Redirect")) {
      edits.clear();
      const here = new URL(window.location.href), next = new URL(answer.headers.get("HX-Redirect"), here);
      here.searchParams.set("told", next.searchParams.get("told"));
      here.hash = at ? `cell-${placeOf(at.parentElement)}-${[...at.parentElement.children].indexOf(at)}` : "list";
      window.history.replaceState(null, "", here.href);
      window.location.reload();
      return;
    }
    told.innerHTML = await answer.text();
    seen = told.querySelector("[data-seen]")?.dataset.seen ?? seen;
    point();
  };
  const save = async () => {
    await pasted;
    const td = close(true);
    if (td) focusable(td);
    if (!edits.size) { told.textContent = bulk.dataset.none; return; }
    const cells = Object.fromEntries([...edits].map(([name, edit]) => [name, edit.text]));
    send(bulk.getAttribute("action"), { seen, cells: JSON.stringify(cells) });
  };
  bulk.querySelector("[data-save]").addEventListener("click", save);

  window.addEventListener("beforeunload", (event) => {
    if (edits.size) { event.preventDefault(); event.returnValue = bulk.dataset.unsaved; }
  });

  // --- the table anew, as filters or columns change -----------------------------------------------------------------

  const ready = () => {
    if (!table()) return;
    table().setAttribute("role", "grid");
    if (!sameVersion()) { if (edits.size) told.textContent = bulk.dataset.moved; return; }
    for (const td of table().querySelectorAll("td[data-cell]")) {
      if (edits.has(td.dataset.cell) && !td.classList.contains("edited")) show(td);
      if (faults.has(td.dataset.cell)) mark(td);
    }
    for (const box of table().querySelectorAll("input[name=rows]")) box.checked = picked.has(box.value);
    const here = table().querySelector("td[data-cell][tabindex='0'], td[data-cell]:focus-within");
    for (const td of table().querySelectorAll("td[data-cell]:not([tabindex])")) td.tabIndex = -1;
    const first = here || table().querySelector("td[data-cell]");
    if (first && !first.matches(":focus-within")) first.tabIndex = 0;
    count();
  };
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => { if (editor && target.contains(editor.td)) close(true); });
  document.addEventListener("htmx:afterSwap", ready);
  document.addEventListener("people:drawn", ready);
  ready();

  const [, place, column] = /^#cell-(\d+)-(\d+)$/.exec(window.location.hash) ?? []; // saved here: the page is drawn anew
  if (place) {
    window.history.replaceState(null, "", window.location.href.split("#")[0]);
    goTo(Number(place), Number(column)).then(() => { told.textContent = bulk.dataset.saved; });
  }
})();
