/* Words selected in a post can be quoted in the reply: a button beside the selection, or the key q. */
import { insert } from "behaviours/editor.js";
import { markdownOf } from "lib/markdown_of.js";

const WITHIN = ".post .prose, .accepted .prose";

export function start(page) {
  const form = page.querySelector("[data-reply-form]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-main btn-small quote-button";
  button.textContent = form.dataset.quote;
  button.hidden = true;
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => quote(form, button));
  document.body.append(button);

  document.addEventListener("selectionchange", () => place(button));
  // Words may have been selected before this was here.
  place(button);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") button.hidden = true;
    if (event.key !== "q" || event.ctrlKey || event.metaKey || event.altKey || button.hidden) return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    quote(form, button);
  });
}

/** The selection, when it lies within the text of one post. */
function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const [first, last] = [range.startContainer, range.endContainer].map((node) => (node.closest ? node : node.parentElement)?.closest(WITHIN));
  return first && first === last ? { prose: first, range } : null;
}

function place(button) {
  const found = selected();
  button.hidden = !found;
  if (!found) return;
  const boxes = found.range.getClientRects();
  const { right, bottom } = boxes[boxes.length - 1] ?? found.range.getBoundingClientRect();
  button.style.setProperty("--x", `${Math.min(right, innerWidth - 110) + scrollX}px`);
  button.style.setProperty("--y", `${bottom + scrollY + 6}px`);
}

function quote(form, button) {
  const found = selected();
  button.hidden = true;
  if (!found) return;
  const post = found.prose.closest("[data-post], .post");
  const number = post.dataset.post ?? post.id.replace("bericht-", "");
  const name = post.querySelector(".who")?.textContent.trim() ?? "";
  const source = form.dataset.wrote.replace("{name}", name.replace(/[\[\]\\]/g, "\\$&"));
  const lines = markdownOf(found.range).split("\n").map((line) => `> ${line}`.trimEnd());
  const text = form.querySelector("textarea");
  const parent = form.querySelector("[name=parent]");
  if (!text.value.trim() && !parent.value && post.classList.contains("post") && !post.classList.contains("first")) {
    post.querySelector("a[data-reply]")?.click();
  }
  text.setSelectionRange(text.value.length, text.value.length);
  insert(text, `> [${source}](/posts/${number})\n${lines.join("\n")}\n`);
  document.getSelection().removeAllRanges();
  form.scrollIntoView({ block: "nearest" });
}
