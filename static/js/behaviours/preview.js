/* Write / Preview: the server renders the text exactly as it will be stored. */
import { post } from "lib/request.js";

export function start(page) {
  for (const box of page.querySelectorAll(".editor:has(.editor-bar)")) connect(box);
}

function connect(box) {
  const [write, preview] = [box.querySelector("[data-write]"), box.querySelector("[data-preview]")];
  const text = box.querySelector("textarea");
  const pane = box.querySelector(".editor-preview");

  function show(previewing) {
    write.setAttribute("aria-pressed", String(!previewing));
    preview.setAttribute("aria-pressed", String(previewing));
    pane.hidden = !previewing;
    const tools = box.querySelector("markdown-toolbar");
    if (tools) tools.inert = previewing;
    (text.closest("text-expander") ?? text).hidden = previewing;
  }

  write.addEventListener("click", () => { show(false); text.focus(); });
  preview.addEventListener("click", async () => {
    show(true);
    if (!text.value.trim()) {
      pane.textContent = pane.dataset.empty;
      return;
    }
    pane.setAttribute("aria-busy", "true");
    try {
      // The answer is the output of the same sanitiser as stored posts.
      pane.innerHTML = (await (await post("/preview", { body: text.value })).json()).html;
    } catch (error) {
      pane.textContent = error.sentence ?? pane.dataset.failed;
    }
    pane.removeAttribute("aria-busy");
  });
}
