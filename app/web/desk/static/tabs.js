// One part of a page at a time; without this all parts stand below one another. It stands in the head and is not
// deferred: what is on another tab is never laid out before the first paint.
"use strict";
(() => {
  const page = document.documentElement;
  if (!window.location.hash) page.classList.add("tabbed"); // until the parts are there: only the first is drawn
  const begin = () => {
    page.classList.remove("tabbed");
    const tabs = document.querySelector("[data-tabs]");
    if (!tabs) return;
    const parts = [...document.querySelectorAll("[data-tab]")];
    const show = (name) => {
      for (const part of parts) part.hidden = part.dataset.tab !== name;
      for (const link of tabs.querySelectorAll("[data-for]")) {
        if (link.dataset.for === name) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    // A link to anything in the page opens the part, and what is folded, that it stands in.
    const follow = () => {
      const at = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
      const part = at && at.closest("[data-tab]");
      if (at && !part) return;
      show(part ? part.dataset.tab : "overview");
      for (let fold = at && at.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      if (at) at.scrollIntoView();
    };
    show("overview");
    follow();
    window.addEventListener("hashchange", follow);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
