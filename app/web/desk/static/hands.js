// Hands on a slate: menus, keys and dragging send steps; only the service's answer changes the board.
"use strict";
(() => {
  const board = document.getElementById("board");
  if (!board) return;
  document.documentElement.classList.add("js");
  const path = board.dataset.path, menu = document.getElementById("menu");
  let line = Promise.resolve(), waiting = 0, refused = false, sent = null, home = null;
  const held = []; // steps that could not be sent, in their order: the session has ended, or nobody answers

  // One step after the other: each is sent with the number that the answer before it gave.
  const send = (to, values, focus) => {
    const piece = values.person && board.querySelector(`[data-number="${values.person}"]`);
    if (piece) piece.setAttribute("aria-busy", "true");
    waiting += 1;
    line = line.then(() => post({ to, values, focus })).finally(() => { waiting -= 1; });
    return line;
  };
  const latest = () => document.getElementById("board-number").value;
  const post = async (step) => {
    if (held.length) { held.push(step); return; } // behind those that wait
    sent = step;
    const { do: act } = step.values; // what a key does depends on what the steps before it have done
    const values = typeof act === "function" ? { ...step.values, do: act() } : step.values;
    try {
      await htmx.ajax("POST", step.to, { source: board, target: "#say", swap: "none", values: { ...values, expected: latest() } });
    } catch { /* told and held where the request ends, below */ }
    for (const one of document.querySelectorAll("[data-number][aria-busy]")) one.removeAttribute("aria-busy");
    const next = !held.length && step.focus && step.focus();
    if (next) { unfold(next); next.focus({ preventScroll: false }); }
  };
  // On a phone the lists are folded: their headings are the menu. What the user has folded stays so when it is drawn
  // anew, and what has the focus is unfolded.
  const folded = new Set();
  const foldOf = (part) => part.querySelector(":scope > details.fold");
  const parts = () => [...board.querySelectorAll("section[id]")].filter(foldOf);
  const unfold = (one) => { const fold = one.closest("details.fold"); if (fold) fold.open = true; };
  if (window.matchMedia("(max-width: 40rem)").matches) {
    for (const part of parts()) { folded.add(part.id); foldOf(part).open = false; }
    const asked = window.location.hash && document.getElementById(window.location.hash.slice(1));
    if (asked) { unfold(asked); asked.scrollIntoView(); }
  }
  board.addEventListener("toggle", (event) => {
    const part = event.target.matches("details.fold") && event.target.parentElement;
    if (part && event.target.open) folded.delete(part.id); else if (part) folded.add(part.id);
  }, true);
  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const part of parts()) if (folded.has(part.id)) foldOf(part).open = false;
  });
  // A search among those on no list goes on where they are drawn anew.
  let sought = "";
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target } }) => {
    if (target.id === "board-tray") sought = document.getElementById("tray-words")?.value ?? "";
  });
  document.addEventListener("htmx:load", ({ target }) => {
    const field = target.id === "board-tray" && document.getElementById("tray-words");
    if (!field || !sought) return;
    field.value = sought;
    htmx.trigger(field.form, "submit");
  });
  const release = () => { for (const step of held.splice(0)) line = line.then(() => post(step)); };
  const name = (number) => document.getElementById(`p-${number}`);
  const is = (number, state) => name(number)?.closest("li").classList.contains(state);
  const neighbour = (number) => {
    const piece = name(number).closest("li"), near = piece.nextElementSibling || piece.previousElementSibling;
    const list = piece.closest("section").querySelector("summary").id, then = near && near.dataset.number;
    return () => (then && name(then)) || document.getElementById(list);
  };
  const step = (number, act, other) => {
    const focus = act === "out" ? neighbour(number) : () => name(number);
    return send(`${path}/steps`, { person: number, do: act, ...(other ? { other } : {}) }, focus);
  };

  // A session that has ended, or a service that is away for a moment, takes no step along: each is sent again, in
  // its order, after signing in or when somebody answers. One that was taken all the same is told as overtaken.
  document.addEventListener("htmx:afterRequest", (event) => {
    const { pathInfo, xhr } = event.detail;
    if (pathInfo.requestPath === "/sign-in") {
      if (xhr.status === 200 && xhr.responseText.includes("told-good")) release();
      return;
    }
    if (!sent || pathInfo.requestPath !== sent.to) return;
    refused = xhr.status >= 400;
    const away = xhr.status === 0 || xhr.status >= 502;
    if (away || xhr.status === 401) held.push(sent);
    if (away) {
      document.getElementById("say").textContent = board.dataset.away;
      window.setTimeout(release, 1500);
    }
    sent = null;
  });
  window.addEventListener("beforeunload", (event) => { if (held.length) event.preventDefault(); });

  // What is saved has every step in it: saving waits for those under way, and is left to the user if one is refused.
  const save = document.getElementById("save-form");
  save.addEventListener("submit", (event) => {
    save.elements.expected.value = latest();
    if (!waiting) return;
    event.preventDefault();
    event.stopPropagation(); // it is not sent yet
    const { submitter } = event;
    line.then(() => { if (!refused && !held.length) save.requestSubmit(submitter?.isConnected ? submitter : null); });
  });

  // The menu of a person, after the steps before it: htmx keeps only the last of what waits for one element.
  const open = (link) => {
    const person = home = link.dataset.person;
    line = line.then(() => home === person && show(link));
  };
  const show = async (link) => {
    try {
      await htmx.ajax("GET", link.getAttribute("href"), { source: board, target: "#menu-body", swap: "innerHTML" });
    } catch { return; } // nobody answers
    const form = menu.querySelector("form");
    if (!form) return;
    form.querySelector("[data-close]").hidden = false;
    if (!menu.open) menu.showModal();
    (form.querySelector("button[name=do]") || form.querySelector("[data-close]")).focus();
  };
  menu.addEventListener("close", () => { const back = home && name(home); if (back) { unfold(back); back.focus(); } });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("#board a.name");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(link); }
    if (event.target === menu || (event.target.closest && event.target.closest("[data-close]"))) menu.close();
  });
  board.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-step]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    const sent = Object.fromEntries(new FormData(form, event.submitter));
    delete sent.expected;
    const act = sent.do || "", to = form.getAttribute("action");
    if (!act.startsWith("swap")) delete sent.other;
    if (menu.open) { home = null; menu.close(); }
    if (sent.person) step(sent.person, act, sent.other); else send(to, sent, () => event.submitter.id && document.getElementById(event.submitter.id));
  });

  // Keys: on a name, and undo and redo anywhere outside of fields.
  const lists = () => [...board.querySelectorAll("section.unit")];
  const go = (from, by) => {
    const all = lists(), at = all.indexOf(from.closest("section")) + by;
    const names = all[at] ? all[at].querySelectorAll("a.name") : [];
    const row = [...from.closest("ul").querySelectorAll("a.name")].indexOf(from);
    if (all[at]) foldOf(all[at]).open = true;
    const to = names[Math.min(row, names.length - 1)] || (all[at] && all[at].querySelector("summary"));
    if (to) to.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select, dialog")) return;
    const key = event.key.toLowerCase(), ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && (key === "z" || key === "y")) {
      const back = key === "z" && !event.shiftKey, kept = document.activeElement && document.activeElement.id;
      event.preventDefault();
      send(`${path}/${back ? "undo" : "redo"}`, {}, () => kept && document.getElementById(kept));
      return;
    }
    const from = event.target.closest("#board a.name");
    if (!from || event.altKey) return;
    const number = from.dataset.person, piece = from.closest("li"), unit = from.closest("[data-unit]");
    const sides = { arrowleft: -1, arrowright: 1 };
    if (ctrl && event.shiftKey && key in sides) {
      const all = lists().filter((one) => one.dataset.unit), at = unit ? all.indexOf(unit) : -1;
      const to = all[(at + sides[key] + all.length) % all.length];
      if (to) step(number, `move ${to.dataset.unit}`);
    } else if (ctrl) { return;
    } else if (key === "arrowdown" || key === "arrowup") {
      const next = key === "arrowdown" ? piece.nextElementSibling : piece.previousElementSibling;
      if (next) next.querySelector("a.name").focus();
    } else if (key in sides) { go(from, sides[key]);
    } else if (key === " ") { open(from);
    } else if (key === "l") { step(number, () => (is(number, "locked") ? "unlock" : "lock"));
    } else if (key === "d" && unit) { step(number, () => (is(number, "deputy") ? "unintend" : "intend"));
    } else if (key === "delete" && unit) { step(number, "out");
    } else { return; }
    event.preventDefault();
  });

  // Dragging: the grip of a person over a list, a name, a post, or those on no list.
  let drag = null;
  const target = (x, y) => {
    const under = document.elementFromPoint(x, y);
    return under && under.closest("#board [data-number], #board [data-post], #board [data-unit], #board [data-tray]");
  };
  const mark = (to) => {
    if (drag.over === to) return;
    if (drag.over) drag.over.classList.remove("over");
    if (to) to.classList.add("over");
    drag.over = to;
  };
  const aim = (x, y, swap) => {
    const to = target(x, y);
    if (!to || to === drag.piece) return null;
    return to.dataset.number && !swap ? to.closest("[data-unit], [data-tray]") : to;
  };
  const end = () => {
    if (!drag) return;
    mark(null);
    drag.ghost.remove();
    drag = null;
  };
  board.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    const piece = grip.closest("[data-number]"), ghost = document.createElement("div");
    ghost.className = "ghost";
    ghost.textContent = piece.querySelector(".name").firstChild.textContent;
    document.body.append(ghost);
    grip.setPointerCapture(event.pointerId);
    drag = { piece, ghost, grip, over: null };
  });
  board.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.ghost.style.left = `${event.clientX + 8}px`;
    drag.ghost.style.top = `${event.clientY + 8}px`;
    mark(aim(event.clientX, event.clientY, event.ctrlKey));
    const edge = 60, high = window.innerHeight;
    if (event.clientY < edge) window.scrollBy(0, -14); else if (event.clientY > high - edge) window.scrollBy(0, 14);
  });
  board.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const to = aim(event.clientX, event.clientY, event.ctrlKey), piece = drag.piece, number = piece.dataset.number;
    const from = piece.closest("[data-unit], [data-tray]");
    end();
    if (!to || to === from) return;
    if (to.dataset.number) step(number, "swap", to.dataset.number);
    else if (to.dataset.post) step(number, `appoint ${to.dataset.post}`);
    else if (to.dataset.unit) step(number, `move ${to.dataset.unit}`);
    else step(number, "out");
  });
  board.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(); });
})();
