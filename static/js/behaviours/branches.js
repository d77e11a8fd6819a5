/* Branches: a talk under a reply can be closed too, or all at once; which ones are closed is remembered in this browser,
   and "show more replies" takes them in here. */
const KEY = "closed-branches";
const MOST = 300;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

/* Of the post above it; the reply box may stand in between. */
function idOf(branch) {
  let post = branch.previousElementSibling;
  while (post && !post.id.startsWith("bericht-")) post = post.previousElementSibling;
  return post?.id.replace("bericht-", "");
}

export function start(page) {
  const words = page.querySelector("[data-branches]")?.dataset;
  if (words) gather(page, words.many);
  const closed = new Set(remembered());
  const branches = [...page.querySelectorAll("details.branch")];
  for (const branch of branches) {
    branch.open = !closed.has(idOf(branch));
    branch.addEventListener("toggle", () => keep(idOf(branch), branch.open));
    // The browser tells of it only after a while; who goes on at once finds it as they left it.
    branch.querySelector(":scope > summary").addEventListener("click", () => keep(idOf(branch), !branch.open));
  }
  if (words && branches.length > 1) offerAll(page, words, branches);
  // A link to a post in a closed branch opens it, without it being remembered.
  const aimed = location.hash ? page.querySelector(location.hash) : null;
  const around = branches.filter((branch) => !branch.open && branch.contains(aimed));
  for (const branch of around) branch.open = true;
  if (around.length) aimed.scrollIntoView();
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-fold]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    unfold(page, link);
  });
}

/* What stands under a reply to a reply becomes a branch like those the server makes of answers. */
function gather(page, many) {
  for (const reply of page.querySelectorAll(".branch > .d2")) {
    const under = [];
    for (let post = reply.nextElementSibling; post?.matches(".d3"); post = post.nextElementSibling) under.push(post);
    if (under.length < 2) continue;
    const branch = page.createElement("details");
    branch.className = "branch deep";
    branch.open = true;
    const summary = page.createElement("summary");
    summary.textContent = many.replace("{n}", under.length);
    under[0].before(branch);
    branch.append(summary, ...under);
  }
}

/* One button that closes every branch, or opens them when all are closed. */
function offerAll(page, words, branches) {
  const button = page.createElement("button");
  const isClosed = () => branches.every((branch) => !branch.open);
  const name = () => { button.textContent = isClosed() ? words.open : words.close; };
  button.type = "button";
  button.addEventListener("click", () => {
    const open = isClosed();
    for (const branch of branches) branch.open = open;
    name();
  });
  for (const branch of branches) branch.addEventListener("toggle", name);
  name();
  page.querySelector("[data-branches]").append(button);
}

function keep(id, open) {
  const ids = remembered().filter((other) => other !== id);
  if (!open) ids.push(id);
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(-MOST)));
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}

async function unfold(page, link) {
  const place = link.parentElement;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const posts = [...other.querySelectorAll(".posts > .post, .posts > .fold")].filter((post) => !post.id || !page.getElementById(post.id));
    const here = posts.map((post) => page.importNode(post, true));
    place.replaceWith(...here);
    note(page, here);
    const first = here[0]?.querySelector(".who, a");
    first?.focus();
    page.dispatchEvent(new CustomEvent("posts-added", { detail: here }));
  } catch {
    location.href = link.href;
  }
}

// What was taken in has been in front of the reader too, once the end of the page is reached.
function note(page, posts) {
  const field = page.querySelector("form[data-read] [name=posts]");
  if (!field) return;
  const ids = posts.filter((post) => post.id).map((post) => post.id.replace("bericht-", ""));
  field.value = [field.value, ...ids].join(",");
}
