/* The single entry. Everything here only improves pages that already work without script:
   each behaviour is fetched when the page holds what it serves. */
const root = document.documentElement;
root.classList.add("js");

const behaviours = [
  ["[data-draft]", "behaviours/draft.js"],
  ["[data-preview]", "behaviours/preview.js"],
  [".editor", "behaviours/editor.js"],
  ["file-attachment", "behaviours/attach.js"],
  ["[data-asking]", "behaviours/asking.js"],
  ["[data-read]", "behaviours/reading.js"],
  ["details.branch, [data-fold]", "behaviours/branches.js"],
  ["[data-search-suggest]", "behaviours/suggest.js"],
  ["[data-related]", "behaviours/related.js"],
  ["[data-reply-form]", "behaviours/reply.js"],
  ["[data-poll-fields]", "behaviours/poll.js"],
  [".post .prose", "behaviours/quote.js", "[data-reply-form]"],
  ["#post-action", "behaviours/actions.js"],
  ['.acts a:is([href$="/reactions"], [href$="/actions"])', "behaviours/post_menus.js"],
  ["[data-shortcuts]", "behaviours/shortcuts.js"],
  ["[data-opened]", "behaviours/opened.js"],
  ["[data-copy]", "behaviours/copy.js"],
  ["[data-most]", "behaviours/count.js"],
  ["[data-stretches]", "behaviours/stretches.js"],
  ["[data-filter]", "behaviours/filter.js"],
  ["[data-theme-form]", "behaviours/theme.js"],
  ["time[data-relative], .post time", "behaviours/time.js"],
];

const started = behaviours
  .filter(([selector, , needed = selector]) => document.querySelector(selector) && document.querySelector(needed))
  .map(([, module]) => import(module).then(({ start }) => start(document)));
// The tests wait for it: until then what one does is done as without script.
Promise.allSettled(started).then(() => { root.dataset.enhanced = ""; });

// An error summary takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// Menus close on Escape and when one clicks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Ctrl+Enter (or Cmd+Enter) sends the form one is typing in.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
});
