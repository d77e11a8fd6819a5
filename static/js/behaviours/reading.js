/* Marks the page as read when its end comes into view, by sending the form that is there for it. */
export function start(page) {
  const form = page.querySelector("form[data-read]");
  const watcher = new IntersectionObserver(async ([entry]) => {
    if (!entry.isIntersecting || document.visibilityState !== "visible") return;
    watcher.disconnect();
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" },
    });
    if (answer.ok) form.classList.add("done");
  });
  watcher.observe(form);
  // Posts that were taken in later (behaviours/branches) are read when the end is reached again.
  page.addEventListener("posts-added", () => watcher.observe(form));
}
