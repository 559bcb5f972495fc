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
