// The rows of the table of people: all that were found, of which only the pages near the view are in the page.
// Without script the pages have buttons.
"use strict";
(() => {
  const KEPT = 7; // pages that stay drawn
  const table = () => document.querySelector("#people table[data-pages]");
  const bodyOf = (number) => table()?.querySelector(`tbody[data-page="${number}"]`);
  const waiting = new Map(); // tbody -> the promise of its rows
  const drawn = []; // page numbers, the latest last
  let sight = null;

  const count = (of, number) => {
    const { pages, size, found } = of.dataset;
    return number < Number(pages) ? Number(size) : Number(found) - (Number(pages) - 1) * Number(size);
  };
  const fold = (body, high) => { // an empty place as high as its rows
    const row = document.createElement("tr"), cell = document.createElement("td");
    row.className = "wait";
    row.setAttribute("aria-hidden", "true");
    cell.colSpan = table().tHead.rows[0].cells.length;
    cell.style.height = `${high}px`;
    row.append(cell);
    body.replaceChildren(row);
    return cell;
  };
  const shed = () => {
    for (const number of drawn.slice(0, Math.max(0, drawn.length - KEPT))) {
      const body = bodyOf(number);
      if (!body || body.contains(document.activeElement)) continue;
      drawn.splice(drawn.indexOf(number), 1);
      fold(body, body.offsetHeight);
    }
  };

  const draw = async (number) => {
    const of = table(), body = bodyOf(number), form = document.getElementById("find");
    const asked = new URLSearchParams(new FormData(form));
    asked.delete("rows");
    asked.set("page", number);
    asked.set("version", of.dataset.shown);
    const answer = await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body: asked });
    if (!answer.ok) throw new Error(answer.status);
    const sent = document.createElement("template");
    sent.innerHTML = await answer.text();
    const rows = sent.content.querySelector("tbody")?.rows;
    if (table() !== of || !rows) return;
    body.replaceChildren(...rows);
    drawn.push(number);
    shed();
    document.dispatchEvent(new CustomEvent("people:drawn"));
  };
  const load = (number) => {
    const body = bodyOf(number);
    if (!body || !body.querySelector(".wait")) return Promise.resolve();
    if (!waiting.has(body)) {
      waiting.set(body, draw(number).catch(() => {
        const cell = body.querySelector(".wait td"), again = document.createElement("button");
        if (!cell) return;
        again.type = "button";
        again.className = "btn btn-outline-secondary";
        again.textContent = table().dataset.failed;
        again.addEventListener("click", () => { cell.replaceChildren(); load(number); });
        cell.closest("tr").removeAttribute("aria-hidden");
        cell.replaceChildren(again);
      }).finally(() => waiting.delete(body)));
    }
    return waiting.get(body);
  };

  const begin = () => {
    const of = table();
    if (!of || of.dataset.begun) return;
    of.dataset.begun = "yes";
    drawn.length = 0;
    sight?.disconnect();
    const pages = Number(of.dataset.pages), body = of.tBodies[0], shown = Number(body.dataset.page);
    drawn.push(shown);
    if (pages < 2) return;
    of.closest("#people").querySelector("nav.pages")?.setAttribute("hidden", "");
    const high = body.offsetHeight / body.rows.length, sheet = of.closest(".sheet");
    sight = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) load(Number(one.target.dataset.page));
    }, { root: sheet, rootMargin: "800px 0px" });
    const bodies = [];
    for (let number = 1; number <= pages; number += 1) {
      const one = number === shown ? body : document.createElement("tbody");
      one.dataset.page = number;
      if (one !== body) fold(one, high * count(of, number));
      bodies.push(one);
    }
    const top = sheet.scrollTop;
    of.append(...bodies);
    sheet.scrollTop = top + (shown > 1 ? body.offsetTop - of.tHead.offsetHeight : 0);
    for (const one of bodies) sight.observe(one);
  };

  // The row of a place among all that were found, from 1; null beyond the last.
  window.peopleRows = async (place) => {
    const of = table();
    if (!of || place < 1 || place > Number(of.dataset.found)) return null;
    const size = Number(of.dataset.size), number = Math.floor((place - 1) / size) + 1;
    await load(number);
    return bodyOf(number)?.rows[place - 1 - (number - 1) * size] ?? null;
  };
  document.addEventListener("htmx:afterSwap", begin);
  begin();
})();
