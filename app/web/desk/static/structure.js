// Sums of the allocation table while it is typed into; the service sums again when it is saved.
"use strict";
document.addEventListener("input", (event) => {
  const table = event.target.closest && event.target.closest("[data-grid]");
  if (!table) return;
  const sum = (inputs) => [...inputs].reduce((all, input) => all + (parseInt(input.value, 10) || 0), 0);
  for (const row of table.tBodies[0].rows) row.querySelector("[data-row-sum]").textContent = sum(row.querySelectorAll(".cell input"));
  for (const foot of table.querySelectorAll("[data-column-sum]")) {
    foot.textContent = sum(table.querySelectorAll(`.cell[data-column="${foot.dataset.columnSum}"] input`));
  }
  table.querySelector("[data-total]").textContent = sum(table.querySelectorAll(".cell input"));
});

// Where others' version is drawn in the table's place, what was typed after the question was sent stays typed.
(() => {
  const read = (form) => new Map([...form.elements].filter((one) => one.name && one.type !== "hidden")
    .map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
  let sent = null;
  let late = { form: null, typed: [] };
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => { if (elt.id === "grid") sent = read(elt); });
  document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt } }) => {
    if (elt.id === "grid") late = { form: elt, typed: [...read(elt)].filter(([name, value]) => sent.get(name) !== value) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    const { form: before, typed } = late, form = document.getElementById("grid");
    late = { form: null, typed: [] };
    if (!before || form === before) return;
    for (const [name, value] of typed) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value; else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
