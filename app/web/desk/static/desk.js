// What pages do by themselves. All can be read without it.
"use strict";

// A number beside a slider that moves.
document.addEventListener("input", (event) => {
  const shown = event.target.dataset && event.target.dataset.shows;
  if (shown) document.getElementById(shown).textContent = event.target.value;
});

// A form of a page that was made for somebody else: another person signed in since, in another tab.
document.addEventListener("submit", (event) => {
  const made = document.querySelector("meta[name=who]");
  const now = /(?:^|; )(?:__Host-)?cocau-last=([^;]*)/.exec(document.cookie);
  if (!made || made.content === "development" || !now || now[1] === made.content) return;
  if (event.target.method === "post" && !event.target.closest("header") && !window.confirm(made.dataset.other)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// Where a session has ended, one signs in once, however often the page asks for news meanwhile.
// What was sent before is refused still, and says nothing new.
let signedIn = 0;
document.addEventListener("htmx:beforeSend", (event) => { event.detail.xhr.sentAt = performance.now(); });
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail, asked = document.querySelector("#told .signing");
  if (requestConfig.path === "/sign-in") { if (xhr.status === 200) signedIn = performance.now(); return; }
  if (xhr.status === 401 && (asked || xhr.sentAt < signedIn)) event.detail.shouldSwap = false;
});

// An answer whose place was drawn anew meanwhile, by news say, goes to what stands in that place now.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { target } = event.detail;
  if (target.id && !target.isConnected) event.detail.target = document.getElementById(target.id) || target;
});

// A form that is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.setTimeout(() => { delete form.dataset.sent; }, 3000);
});

// A form that is guarded is not left with something typed in it unless one is asked, drawn anew or not.
let isTyped = false;
document.addEventListener("input", (event) => { if (event.target.form?.dataset.guard !== undefined) isTyped = true; });
document.addEventListener("submit", (event) => {
  if (event.target.dataset.guard === undefined) return;
  isTyped = false;
  delete event.target.dataset.changed;
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped || document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
});

// On a phone what is long is folded, and its heading is the menu; on a wide screen it stands open.
const NARROW = window.matchMedia("(max-width: 36rem)");
const foldLong = (within) => {
  for (const one of within.querySelectorAll("details[data-fold]")) one.open = !NARROW.matches;
};
foldLong(document);
NARROW.addEventListener("change", () => foldLong(document));
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) foldLong(event.target); });

// What must be confirmed.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();
});

// Files dropped on a place for files.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target.closest && event.target.closest("[data-drop]");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const input = document.getElementById(place.dataset.drop);
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
}

// A table pasted from Word or Excel: merged cells and lines within cells are only in its HTML.
document.addEventListener("paste", (event) => {
  const area = event.target.closest && event.target.closest("#pasted");
  const html = area && event.clipboardData.getData("text/html");
  const found = html ? [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("table")] : [];
  const tables = found.filter((table) => !table.parentElement.closest("table"));
  if (!tables.length) return;
  event.preventDefault();
  const quote = (text) => (text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = tables.flatMap(readTable).map((cells) => cells.map(quote).join("\t"));
  area.setRangeText(`${lines.join("\n")}\n`, area.selectionStart, area.selectionEnd, "end");
});

// The texts of a table; a cell merged downwards stands in each of its rows, unless it is a heading.
function readTable(table) {
  const rows = [...table.rows].map(() => []);
  const headings = Math.max(0, ...[...(table.rows[0] || { cells: [] }).cells].map((cell) => cell.rowSpan));
  [...table.rows].forEach((row, at) => {
    for (const cell of row.cells) {
      cell.querySelectorAll("br, p, div").forEach((part) => part.after(" "));
      const text = cell.textContent.replace(/\s+/g, " ").trim();
      let column = 0;
      while (rows[at][column] !== undefined) column += 1;
      for (let down = at; down < Math.min(at + cell.rowSpan, rows.length); down += 1) {
        for (let right = 0; right < cell.colSpan; right += 1) {
          rows[down][column + right] = right || (down > at && at < headings) ? "" : text;
        }
      }
    }
  });
  return rows.map((cells) => Array.from(cells, (text) => text || ""));
}

// Where the guide says to click: of its marks the first that is seen.
function markGuide() {
  const guide = document.querySelector(".guide[data-mark]");
  if (!guide) return;
  const marked = guide.dataset.mark.split(" | ")
    .map((mark) => [...document.querySelectorAll(mark)].find((one) => one.getClientRects().length))
    .find(Boolean);
  const before = document.querySelector(".guide-here");
  if (before === (marked || null)) return;
  if (before) {
    before.classList.remove("guide-here");
    before.removeAttribute("aria-describedby");
  }
  if (!marked) return;
  marked.classList.add("guide-here");
  marked.setAttribute("aria-describedby", "guide-words");
}
for (const kind of ["DOMContentLoaded", "htmx:afterSettle", "click"]) {
  document.addEventListener(kind, () => window.requestAnimationFrame(markGuide));
}
window.addEventListener("hashchange", () => window.requestAnimationFrame(markGuide));
