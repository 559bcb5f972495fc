// The form of a council: seats counted while one types, rows pasted from a spreadsheet.
"use strict";

const councilForm = () => document.getElementById("council-form");

// Seats by the formula, as soon as kind, day or population change.
document.addEventListener("change", (event) => {
  if (event.target.dataset.count === undefined || !document.getElementById("kind").value) return;
  window.htmx.ajax("POST", councilForm().getAttribute("action"), {
    source: councilForm(), target: "#seats-told", select: "#seats-told > *", swap: "innerHTML", values: { act: "count" },
  });
});

// The sum of the seats.
document.addEventListener("input", (event) => {
  const form = event.target.closest && event.target.closest("#council-form");
  if (!form) return;
  const seats = [...form.querySelectorAll("[name^='unit.'][name$='.seats']")];
  document.getElementById("seats-sum").textContent = seats.reduce((sum, one) => sum + (parseInt(one.value, 10) || 0), 0);
});

// Enter in a grid goes down its column, as in a spreadsheet; in any other field it saves.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("#council-form .grid input")) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const below = row.nextElementSibling && row.nextElementSibling.cells[event.target.closest("td").cellIndex];
  const next = below && below.querySelector("input");
  if (next) next.focus();
});

// Cells of a spreadsheet, pasted into any cell of the grid.
document.addEventListener("paste", (event) => {
  const grid = event.target.closest && event.target.closest("#unit-grid");
  const text = event.clipboardData && event.clipboardData.getData("text/plain");
  if (!grid || !text || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  document.getElementById("pasted").value = text;
  document.getElementById("paste").click();
});
