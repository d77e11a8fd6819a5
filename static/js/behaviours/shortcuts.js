/* Keyboard shortcuts outside fields; ? lists them, and they can be switched off on a device. */
const OFF = "shortcuts-off";
const off = () => localStorage.getItem(OFF) === "1";
let before = "";
const inField = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

export function start(page) {
  page.addEventListener("keydown", onKey);
  for (const button of page.querySelectorAll("[data-shortcuts]")) button.addEventListener("click", open);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  const key = event.key;
  if (off() || document.querySelector("dialog[open]")) return;
  const keys = before === "g" ? `g ${key}` : key;
  before = key === "g" ? "g" : "";
  const act = actions[keys];
  if (act && act() !== false) event.preventDefault();
}

const go = (url) => () => location.assign(url);
const actions = {
  "/": () => document.querySelector("[data-hotkey='/']")?.focus(),
  "?": () => { open(); },
  n: go("/threads/new?kind=question"),
  "g s": go("/spaces/"),
  "g h": go("/"),
  "g m": go("/notifications"),
  j: () => step(1),
  k: () => step(-1),
  r: () => reply(),
};

/** Move the focus to the next or previous post or row. */
function step(by) {
  const stops = [...document.querySelectorAll("main .post .meta a:last-child, main .row .row-title, main .row .row-link")];
  if (!stops.length) return false;
  const here = stops.findIndex((stop) => stop === document.activeElement
    || stop.closest(".post, .row").contains(document.activeElement));
  stops[Math.max(0, Math.min(stops.length - 1, here + by))].focus();
}

/** Reply to the post in focus, else to the thread. */
function reply() {
  const link = document.activeElement.closest?.(".post")?.querySelector("a[data-reply]");
  if (link) link.click();
  else document.querySelector("[data-reply-form] textarea")?.focus();
}

/** The list is fetched when it is first asked for. */
let list;

async function open() {
  const dialog = await (list ??= create());
  dialog.querySelector("input").checked = off();
  dialog.showModal();
}

async function create() {
  const answer = await fetch("/help/shortcuts");
  const dialog = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("dialog");
  document.body.append(dialog);
  dialog.querySelector("[data-shortcuts-off]").addEventListener("change", ({ target }) => {
    if (target.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  });
  return dialog;
}
