/* What a text box gets from scripts: the toolbar, names after @, emoji after :, and pasted tables and links as Markdown. */
import { subscribe } from "paste-markdown";
import "markdown-toolbar";
import "text-expander";
import { emoji, often } from "lib/emoji.js";
import { pastedTable } from "lib/pasted_table.js";

const PAUSE = 80;
/* A text that can only be read and copied has no bar. */
const EDITORS = ".editor:has(.editor-bar)";

export function start(page) {
  for (const editor of page.querySelectorAll(EDITORS)) {
    const text = editor.querySelector("textarea");
    text.addEventListener("paste", (event) => pasteTable(event, text));
    subscribe(text);
    const expander = editor.querySelector("text-expander");
    if (expander) offer(expander, text);
    editor.querySelector(".editor-bar").addEventListener("click", ({ target }) => {
      const table = target.closest("[data-table]");
      if (table) insert(text, table.dataset.sample);
      if (target.closest("[data-emoji]")) askForEmoji(text);
    });
  }
  tools(page);
}

let toolbar;

/** Fetch the toolbar once and put it above each text box. */
async function tools(page) {
  const answer = await fetch("/editor/tools", { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  toolbar = template.content.firstElementChild;
  for (const editor of page.querySelectorAll(EDITORS)) putTools(editor);
}

/** A fresh toolbar, also for an editor that was moved: the element would do everything twice there. */
export function putTools(editor) {
  if (!toolbar) return;
  const bar = toolbar.cloneNode(true);
  bar.setAttribute("for", editor.querySelector("textarea").id);
  bar.inert = !editor.querySelector(".editor-preview").hidden;
  editor.querySelector("markdown-toolbar")?.remove();
  editor.querySelector(".editor-bar").append(bar);
}

/* Before the element's own handling of tables, which keeps whatever markup a spreadsheet puts around them. */
function pasteTable(event, text) {
  const table = pastedTable(event.clipboardData);
  if (!table) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  insert(text, table);
}

/** Put lines of their own at the cursor, so that undo takes them back in one step. */
export function insert(text, lines) {
  const before = text.value.slice(0, text.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  text.focus();
  if (!document.execCommand("insertText", false, `${gap}${lines}\n`)) {
    text.setRangeText(`${gap}${lines}\n`, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function offer(expander, text) {
  stayTextbox(text);
  let turn = 0;
  expander.addEventListener("text-expander-change", ({ detail }) => {
    const mine = ++turn;
    detail.provide(settled(async () => {
      const found = await (detail.key === "@" ? names(expander.dataset.suggest, detail.text) : signs(expander.dataset.emoji, detail.text));
      return mine === turn ? found : never;
    }, () => mine === turn));
  });
  expander.addEventListener("text-expander-value", ({ detail }) => { detail.value = detail.item.dataset.value; });
}

/* The element makes a combobox of the textarea while it suggests; that role is for one line. A textbox may point at the
   list and the chosen name just as well, only not say that it is expanded. */
function stayTextbox(text) {
  const attributes = ["role", "aria-expanded"];
  new MutationObserver(() => attributes.forEach((name) => text.removeAttribute(name))).observe(text, { attributeFilter: attributes });
}

/* Whether the colon at the cursor comes from the button. */
let asked = false;

/** A colon at the cursor, as if it were typed, so that the list of emoji opens. */
function askForEmoji(text) {
  const before = text.value.slice(0, text.selectionStart);
  asked = true;
  text.focus();
  document.execCommand("insertText", false, /(^|\s)$/.test(before) ? ":" : " :");
}

/* What was asked for an earlier letter must not take the place of what was asked for the last one. */
const never = new Promise(() => {});

/** Look something up once the typing pauses; what is outdated by then is not looked up and never answers. */
async function settled(look, isCurrent) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  return isCurrent() ? look() : never;
}

async function names(url, text) {
  if (text.length < 1) return { matched: false };
  const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return { matched: false };
  const people = await answer.json();
  return list(people.map(({ handle, name, about }) => ({ value: `@${handle}`, label: name, about })));
}

async function signs(url, text) {
  // After the button, before a word is typed: a few to choose from.
  if (!text && asked) return list((await often(url)).map(({ sign, name }) => ({ value: sign, label: sign, about: name })));
  asked = false;
  if (text.length < 2) return { matched: false };
  return list((await emoji(url, text)).map(({ sign, name }) => ({ value: sign, label: sign, about: name })));
}

function list(items) {
  const box = document.createElement("ul");
  box.className = "suggest";
  box.setAttribute("role", "listbox");
  for (const [index, { value, label, about }] of items.entries()) {
    const item = document.createElement("li");
    item.id = `suggest-${index}`;
    item.setAttribute("role", "option");
    item.dataset.value = value;
    const small = document.createElement("small");
    small.textContent = ` ${about}`;
    item.append(label, small);
    box.append(item);
  }
  return { matched: items.length > 0, fragment: box };
}
