/* "Reply" under a post opens the reply box there, so that what one answers stays in sight. */
import { putTools } from "behaviours/editor.js";

const FIRST_WORDS = 120;

export function start(page) {
  const form = page.querySelector("[data-reply-form]");
  const box = form.closest(".reply");
  const target = form.querySelector("[data-reply-to]");
  const parent = form.querySelector("[name=parent]");
  const whole = target.querySelector("button");
  // Where the box stands by itself: for the whole discussion, at its end.
  const home = document.createElement("p");
  home.className = "reply-home";
  home.hidden = true;
  home.append(whole.cloneNode(true));
  box.before(home);

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = new URL(link.href).searchParams.get("reply");
    aim(id, link.dataset.name ?? link.closest(".post")?.querySelector(".who")?.textContent ?? "");
    put(id);
    show();
  });
  for (const button of [whole, home.firstChild]) {
    button.addEventListener("click", () => { aim("", ""); put(""); show(); });
  }
  if (parent.value && put(parent.value) && new URLSearchParams(location.search).has("reply")) show();

  function aim(id, name) {
    parent.value = id;
    parent.dispatchEvent(new Event("change"));
    target.hidden = !id;
    target.querySelector("b").textContent = name;
    target.querySelector("a").href = `#bericht-${id}`;
    target.querySelector("q").textContent = beginning(postOf(id));
  }

  /** Put the box under a post, or at the end for none; whether it stands there now. */
  function put(id) {
    const post = postOf(id);
    if (id && !post) return false;
    // Whoever is in the box stays in it: taken elsewhere it would lose the focus.
    if (box.contains(document.activeElement)) document.activeElement.blur();
    if (post) post.after(box);
    else home.after(box);
    box.classList.toggle("under", Boolean(post));
    home.hidden = !post;
    putTools(form.querySelector(".editor"));
    return true;
  }

  function show() {
    form.querySelector("textarea").focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }
}

const postOf = (id) => (id ? document.getElementById(`bericht-${id}`) : null);

function beginning(post) {
  const words = post?.querySelector(".prose")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  return words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS)}…` : words;
}
