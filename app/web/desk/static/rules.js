// Sliders of a scenario: the number beside each, and whether it breaks. Without this, the numbers alone do.
"use strict";
document.documentElement.classList.add("js");

const tell = (input) => {
  const slider = document.querySelector(`[data-twin="${input.id}"]`);
  const scale = slider && document.getElementById(slider.dataset.scale);
  if (!scale) return;
  slider.max = Math.max(Number(scale.dataset.high), Number(input.value));
  if (input.value !== "") slider.value = input.value;
  const said = document.querySelector(`[data-says="${input.id}"]`);
  if (said) said.textContent = input.value || "—";
  const { above, below } = scale.dataset, value = Number(input.value);
  const broken = input.value !== "" && ((above && value > Number(above)) || (below && value < Number(below)));
  document.querySelector(`[data-of="${input.id}"] span`).hidden = !broken;
};

document.addEventListener("input", (event) => {
  const twin = event.target.dataset.twin && document.getElementById(event.target.dataset.twin);
  if (twin) { twin.value = event.target.value; tell(twin); }
  else if (event.target.matches(".knob input[type=number]")) tell(event.target);
});
document.addEventListener("change", (event) => { // an answer under way knows nothing of who is chosen now
  if (event.target.id === "person") htmx.trigger("#look", "htmx:abort");
});
document.addEventListener("htmx:afterSettle", () => {
  for (const input of document.querySelectorAll(".knob input[type=number]")) tell(input);
});
