// A form with figures: nothing typed is left unsaved unasked.
"use strict";

document.addEventListener("input", (event) => {
  const form = event.target.closest && event.target.closest("form[data-guard]");
  if (form) form.dataset.changed = "yes";
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.guard !== undefined) delete event.target.dataset.changed;
});
window.addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form[data-guard]");
  if (form && form.dataset.changed !== undefined) event.preventDefault();
});
