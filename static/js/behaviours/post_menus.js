/* The small menus in the row of actions of a post: the signs one can give, and what else can be done with it. Each is a
   link to a page; with script its choice is taken from there when it is opened, as it is for this reader and now. */
const LINK = '.acts a:is([href$="/reactions"]:not([title]), [href$="/actions"])';

export function start(page) {
  let open = null;

  function close(refocus) {
    if (!open) return;
    open.link.setAttribute("aria-expanded", "false");
    open.menu.remove();
    if (refocus) open.link.focus();
    open = null;
  }

  async function show(link) {
    try {
      const answer = await fetch(link.href);
      const there = new DOMParser().parseFromString(await answer.text(), "text/html");
      const menu = there.querySelector(".post-choice");
      menu.className = "acts-menu";
      close(false);
      place(link, menu);
      link.setAttribute("aria-expanded", "true");
      open = { link, menu };
      menu.querySelector("a, button").focus();
    } catch {
      window.location.assign(link.href);
    }
  }

  /* Below the link, and within the window. */
  function place(link, menu) {
    let at = link.parentElement;
    if (!at.matches(".acts-at")) {
      at = document.createElement("span");
      at.className = "acts-at";
      link.before(at);
      at.append(link);
    }
    at.append(menu);
    const over = menu.getBoundingClientRect().right + 12 - document.documentElement.clientWidth;
    if (over > 0) menu.style.insetInlineStart = `${-over}px`;
  }

  /* With script the link is a button that opens a menu; after a swap there are new ones. */
  function dress() {
    for (const link of page.querySelectorAll(`${LINK}:not([role])`)) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
    }
  }

  dress();
  page.addEventListener("acts-swapped", () => { open = null; dress(); });
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.(LINK);
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (open?.link === link) close(true);
      else show(link);
    } else if (open && !open.menu.contains(event.target)) {
      close(false);
    }
  });
  page.addEventListener("focusin", (event) => {
    if (open && !open.link.parentElement.contains(event.target)) close(false);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) close(true);
    if (event.key === " " && event.target.matches?.(LINK)) {
      event.preventDefault();
      event.target.click();
    }
  });
}
