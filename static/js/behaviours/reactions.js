/* The signs one can give a post, in a small menu by the link that otherwise opens a page with them. */
export function start(page) {
  const choices = page.querySelector("template#reactions");
  let open = null;

  function close(refocus) {
    if (!open) return;
    open.link.setAttribute("aria-expanded", "false");
    open.menu.remove();
    if (refocus) open.link.focus();
    open = null;
  }

  function show(link) {
    const menu = choices.content.firstElementChild.cloneNode(true);
    for (const button of menu.querySelectorAll("button")) {
      button.setAttribute("form", "post-action");
      button.setAttribute("formaction", link.getAttribute("href").replace("reactions", `react/${button.value}`));
    }
    place(link, menu);
    link.setAttribute("aria-expanded", "true");
    open = { link, menu };
    menu.querySelector("button").focus();
  }

  /* Below the link, and within the window. */
  function place(link, menu) {
    let at = link.parentElement;
    if (!at.matches(".reaction-at")) {
      at = document.createElement("span");
      at.className = "reaction-at";
      link.before(at);
      at.append(link);
    }
    at.append(menu);
    const over = menu.getBoundingClientRect().right + 12 - document.documentElement.clientWidth;
    if (over > 0) menu.style.insetInlineStart = `${-over}px`;
  }

  /* With script the link is a button that opens a menu; after a swap there are new ones. */
  function dress() {
    for (const link of page.querySelectorAll("a[data-react]:not([role])")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
    }
  }

  dress();
  page.addEventListener("acts-swapped", () => { open = null; dress(); });
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-react]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const again = open?.link === link;
      close(again);
      if (!again) show(link);
    } else if (open && !open.menu.contains(event.target)) {
      close(false);
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) close(true);
    if (event.key === " " && event.target.matches?.("a[data-react]")) {
      event.preventDefault();
      event.target.click();
    }
  });
}
