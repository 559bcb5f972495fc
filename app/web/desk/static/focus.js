// Where a part of the page is drawn anew, the focus stays where the user is: on the same control, else on the next of
// its kind, else in the same place, else in the same part. And nothing that stays in view covers what has the focus.
"use strict";
(() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  let wanted = null; // keys of what the user was on, the best first
  let placed = null; // what has the focus in its stead

  const quote = (text) => `"${CSS.escape(text)}"`;
  const keyOf = (one) => { // which control it is, wherever it stands
    if (one.id) return `#${CSS.escape(one.id)}`;
    const named = ["name", "value", "href"].filter((each) => one.hasAttribute(each));
    return named.length ? one.localName + named.map((each) => `[${each}=${quote(one.getAttribute(each))}]`).join("") : "";
  };
  const placeOf = (one) => { // where it stands below the nearest part with an id
    const steps = [];
    let at = one;
    for (; at.parentElement && !(at !== one && at.id); at = at.parentElement) {
      const alike = [...at.parentElement.children].filter((each) => each.localName === at.localName);
      steps.unshift(`${at.localName}:nth-of-type(${alike.indexOf(at) + 1})`);
    }
    return `${at.id ? `#${CSS.escape(at.id)}` : at.localName} > ${steps.join(" > ")}`;
  };
  const kinOf = (one) => { // the same act in the rows below, then in those above
    const all = one.closest("table, ul, ol, fieldset, form, section, main")?.querySelectorAll(one.localName) ?? [];
    const kin = [...all].filter((each) => each === one || (each.name === one.name && each.className === one.className));
    const at = kin.indexOf(one);
    return one.name || one.className ? [...kin.slice(at + 1), ...kin.slice(0, at).reverse()].slice(0, 50) : [];
  };
  const partsOf = (one) => {
    const ids = [];
    for (let at = one.parentElement; at && at.localName !== "body"; at = at.parentElement) if (at.id) ids.push(`#${CSS.escape(at.id)}`);
    return ids;
  };
  const note = (one) => ({ keys: [keyOf(one), ...kinOf(one).map(keyOf), placeOf(one)].filter(Boolean), parts: partsOf(one) });

  const canHold = (one) => one && one.matches(CONTROLS) && !one.disabled && one.getClientRects().length > 0;
  const find = ({ keys, parts }) => {
    for (const key of keys) {
      const found = [...document.querySelectorAll(key)].find(canHold);
      if (found) return found;
    }
    for (const key of parts) {
      const part = document.querySelector(key);
      if (!part || !part.getClientRects().length) continue;
      const inside = [...part.querySelectorAll(CONTROLS)].find((one) => canHold(one) && one.tabIndex >= 0);
      if (!inside) part.tabIndex = -1;
      return inside ?? part;
    }
    return null;
  };
  const forget = () => { wanted = placed = null; };
  const isNowhere = () => !document.activeElement || document.activeElement === document.body;
  const restore = () => {
    if (!wanted || !(isNowhere() || document.activeElement === placed)) return;
    const there = find(wanted);
    if (!there || there === document.activeElement) return;
    placed = there;
    there.focus();
    if (there.matches(wanted.keys[0] ?? "never")) forget();
  };
  const remember = () => {
    const now = document.activeElement;
    if (!isNowhere() && now !== placed) wanted = note(now);
  };
  document.addEventListener("htmx:beforeSwap", remember);
  let due = false; // an answer of many parts is told of at each: the focus goes home once, when all of them stand
  const restoreSoon = () => {
    if (due) return;
    due = true;
    window.queueMicrotask(() => { due = false; restore(); });
  };
  for (const kind of ["htmx:afterSwap", "htmx:oobAfterSwap", "htmx:afterSettle"]) document.addEventListener(kind, restoreSoon);
  // What is typed or pressed in a form that is about to be drawn anew would be lost: until then it takes nothing.
  document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => {
    if (target.localName !== "form") return;
    remember();
    target.inert = true;
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { target } }) => {
    if (!target.inert) return;
    target.inert = false;
    restoreSoon();
  });
  document.addEventListener("focusin", (event) => { if (event.target !== placed) forget(); });
  for (const kind of ["keydown", "pointerdown"]) { // from here on that is where the user is
    document.addEventListener(kind, (event) => { if (event.target === placed) forget(); }, true);
  }

  // A form that comes back to its own page, which has nothing to say.
  const KEPT = "focus";
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || !event.submitter) return;
    window.sessionStorage.setItem(KEPT, JSON.stringify({ ...note(event.submitter), path: window.location.pathname }));
  });
  const came = JSON.parse(window.sessionStorage.getItem(KEPT) ?? "null");
  window.sessionStorage.removeItem(KEPT);
  if (came?.path === window.location.pathname && !window.location.hash && isNowhere() && !document.querySelector("main .told[role], main [role=alert]")) {
    find({ keys: came.keys, parts: [] })?.focus();
  }

  // A place that is named is unfolded: what it stands in, and what it says itself.
  const unfold = (to) => {
    for (let fold = to?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const own = to?.querySelector(":scope > details");
    if (own) own.open = true;
  };
  const named = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));
  if (window.location.hash.length > 1) unfold(named(window.location.hash));

  // A link within the page: a tab keeps the focus, anything else leads to where it points.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (!link || event.defaultPrevented || link.hash.length < 2 || link.href.split("#")[0] !== window.location.href.split("#")[0]) return;
    const go = () => {
      const to = link.closest("[data-tabs]") ? link : named(link.hash);
      if (!isNowhere() && document.activeElement !== link) return;
      unfold(to);
      if (!to || !to.getClientRects().length) return;
      if (!to.matches(CONTROLS)) to.tabIndex = -1;
      to.focus();
    };
    window.setTimeout(go, 50);
  });

  // Bars that stay in view.
  const BARS = ".summary, .contents, .form-bar, .savebar, .save-bar, .bulk, .guide";
  const uncover = () => {
    const one = document.activeElement;
    if (isNowhere() || !one.matches(":focus-visible")) return;
    for (const bar of document.querySelectorAll(BARS)) {
      if (bar.contains(one) || window.getComputedStyle(bar).position !== "sticky") continue;
      const held = bar.getBoundingClientRect(), seen = one.getBoundingClientRect();
      if (!held.height || seen.right < held.left || seen.left > held.right) continue;
      if (seen.top >= held.bottom || seen.bottom <= held.top) continue;
      const atTop = held.top < window.innerHeight - held.bottom;
      window.scrollBy(0, atTop ? seen.top - held.bottom - 8 : seen.bottom - held.top + 8);
    }
  };
  for (const kind of ["focusin", "htmx:afterSettle"]) {
    document.addEventListener(kind, () => window.requestAnimationFrame(uncover));
  }
})();
