// Keyboard shortcuts. Everything they do is a link or a form of the page, so nothing is lost without them.
"use strict";

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
let sent = false;

function entries() {
  return Array.from(document.querySelectorAll(".entry"));
}

function current() {
  return document.querySelector(".entry.current");
}

function choose(entry) {
  if (!entry) return;
  const former = current();
  if (former) former.classList.remove("current");
  entry.classList.add("current");
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = entries();
  const at = all.indexOf(current());
  if (at < 0) return choose(all[by > 0 ? 0 : all.length - 1]);
  if (at + by >= all.length) {
    const next = document.querySelector("a[rel=next]");
    if (next) next.click();
    return;
  }
  choose(all[Math.max(at + by, 0)]);
}

function press(key) {
  const within = current() || document;
  const target = within.querySelector(`[data-key="${key}"]`) || document.querySelector(`main [data-key="${key}"]`);
  if (target && (key !== "c" && key !== "d" || current() || !entries().length)) target.click();
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog) dialog.open ? dialog.close() : dialog.showModal();
}

function find(event) {
  const field = document.getElementById("find");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function note(event) {
  const field = document.querySelector("[data-note]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

const KEYS = {
  j: () => (entries().length ? step(1) : press("j")),
  k: () => (entries().length ? step(-1) : press("k")),
  c: () => press("c"),
  d: () => press("d"),
  u: () => press("u"),
  q: () => press("q"),
  n: note,
  "/": find,
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && TYPING.has(event.target.tagName)) return event.target.blur();
  if (TYPING.has(event.target.tagName)) return;
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (event.key === "Enter" && event.target === current()) {
    const open = current().querySelector("[data-open]");
    if (open) open.click();
  } else if (KEYS[event.key]) {
    KEYS[event.key](event);
  }
});

// One press is one verdict, however long the answer takes.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-keys]");
  if (!link) return;
  event.preventDefault();
  help();
});

document.addEventListener("focusin", (event) => {
  const entry = event.target.closest(".entry");
  if (entry && entry !== current()) {
    const former = current();
    if (former) former.classList.remove("current");
    entry.classList.add("current");
  }
});

const named = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
if (named) choose(named);
