/* While a title is typed: what has been asked before, and the space it seems to belong in. */
import { debounce, post } from "lib/request.js";

const TITLE_PAUSE = 250;
const BODY_PAUSE = 1500;
const BODY_START = 1000;

export function start(page) {
  const form = page.querySelector("[data-asking]");
  const list = form.querySelector("[data-similar]");
  const said = form.querySelector("[data-similar-said]");
  const { kind, title, body, space } = form.elements;
  // What the page came with; whoever typed before this was here is answered too.
  let asked = together(title.defaultValue, body.defaultValue);
  let running;

  function together(title, body) {
    return `${title}\n${body.slice(0, BODY_START)}`;
  }

  function typed() {
    return together(title.value, body.value);
  }

  async function look() {
    if (typed() === asked) return;
    asked = typed();
    running?.abort();
    running = new AbortController();
    try {
      const fields = { kind: kind.value, title: title.value, body: body.value.slice(0, BODY_START), space: space.value };
      const answer = await post("/threads/similar", fields, { signal: running.signal });
      show(await answer.text());
    } catch {
      // Outdated, or the server is away: what was found before stays.
    }
  }

  function show(html) {
    // Whoever is on one of the links keeps it.
    if (list.contains(document.activeElement)) return;
    list.innerHTML = html;
    said.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
  }

  const soon = debounce(look, TITLE_PAUSE);
  const later = debounce(look, BODY_PAUSE);
  look();
  title.addEventListener("input", soon);
  body.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    // Enter in the title looks at once instead of sending a form that is not finished.
    if (event.submitter?.name !== "look") return;
    event.preventDefault();
    soon.cancel();
    look();
  });
  list.addEventListener("click", (event) => {
    const pick = event.target.closest("[name=pick_space]");
    if (!pick) return;
    event.preventDefault();
    space.value = pick.value;
    pick.closest(".suggested").remove();
    space.dispatchEvent(new Event("change", { bubbles: true }));
    space.focus();
  });
  if (title.value !== title.defaultValue) soon();
  const fields = form.querySelector("[data-ask-fields]");
  if (fields) space.addEventListener("change", () => showFields(form, fields));
}

/* What the chosen space asks for, taken from the page as it would come back without script. */
async function showFields(form, fields) {
  const asking = fields.dataset.askFields.split(" ");
  if (!asking.includes(form.elements.space.value) && !fields.children.length) return;
  const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const body = new URLSearchParams([...typed, ["look", "space"]]);
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  fields.replaceChildren(...page.querySelector("[data-ask-fields]").childNodes);
}
