/* "Reply" under a post fills the reply box at the end instead of loading the page again. */
export function start(page) {
  const form = page.querySelector("[data-reply-form]");
  const target = form.querySelector("[data-reply-to]");
  const parent = form.querySelector("[name=parent]");

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    aim(new URL(link.href).searchParams.get("reply"), link.dataset.name ?? link.closest(".post")?.querySelector(".who")?.textContent ?? "");
    form.scrollIntoView({ block: "center" });
    form.querySelector("textarea").focus({ preventScroll: true });
  });
  target.querySelector("button").addEventListener("click", () => { aim("", ""); form.querySelector("textarea").focus(); });

  function aim(id, name) {
    parent.value = id;
    parent.dispatchEvent(new Event("change"));
    target.hidden = !id;
    target.querySelector("b").textContent = name;
  }
}
