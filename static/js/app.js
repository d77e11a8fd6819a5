/* The single entry. Everything here only improves pages that already work without script:
   each behaviour is fetched when the page holds what it serves. */
const root = document.documentElement;
root.classList.add("js");

const behaviours = [
  ["[data-draft]", "behaviours/draft"],
  ["[data-preview]", "behaviours/preview"],
  [".editor", "behaviours/editor"],
  ["file-attachment", "behaviours/attach"],
  ["[data-asking]", "behaviours/asking"],
  ["[data-read]", "behaviours/reading"],
  ["details.branch, [data-fold]", "behaviours/branches"],
  ["[data-search-suggest]", "behaviours/suggest"],
  ["[data-related]", "behaviours/related"],
  ["[data-reply-form]", "behaviours/reply"],
  ["[data-poll-fields]", "behaviours/poll"],
  [".post .prose", "behaviours/quote", "[data-reply-form]"],
  ["#post-action", "behaviours/actions"],
  ['.acts a:is([href$="/reactions"], [href$="/actions"])', "behaviours/post_menus"],
  ["[data-shortcuts]", "behaviours/shortcuts"],
  ["[data-opened]", "behaviours/opened"],
  ["[data-copy]", "behaviours/copy"],
  ["[data-most]", "behaviours/count"],
  ["[data-stretches]", "behaviours/stretches"],
  ["[data-filter]", "behaviours/filter"],
  ["[data-theme-form]", "behaviours/theme"],
  ["time[data-relative], .post time", "behaviours/time"],
];

for (const [selector, module, needed = selector] of behaviours) {
  if (document.querySelector(selector) && document.querySelector(needed)) {
    import(module).then(({ start }) => start(document));
  }
}

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
