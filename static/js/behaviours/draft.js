/* Keeps what is being typed on the server: five seconds after the last key, and when the page is left. */
import { debounce, post } from "lib/request.js";

const PAUSE = 5000;
const CHOICES = "[name=space], [name=kind], [name=parent], [name=anonymous], [name=capacity], [name=started_from], [name^=field-]";

export function start(page) {
  for (const field of page.querySelectorAll("[data-draft]")) keep(field);
}

const valueOf = (choice) => (choice.type === "checkbox" && !choice.checked ? "" : choice.value);

function keep(field) {
  const text = field.querySelector("textarea");
  const form = text.form;
  // Title and choices belong to the first text of a form; a second one is kept by itself.
  const first = form?.querySelector("[data-draft]") === field;
  const title = first ? form.elements.title : undefined;
  const choices = () => (first ? [...form.querySelectorAll(CHOICES)] : []);
  const poll = first && form?.querySelector("[data-poll-fields]");
  const asked = () => {
    const fields = poll ? [...new FormData(form)].filter(([name]) => name.startsWith("poll_")) : [];
    return new URLSearchParams(fields).toString();
  };
  const typing = () => text.value + (title?.value ?? "");
  const chosen = () => choices().map(valueOf).join("\n") + asked();
  const state = field.querySelector(".draft-state");
  // What the server sent: whatever is there beyond it was typed before this script ran.
  const start = text.defaultValue + (title?.defaultValue ?? "");
  let last = start + chosen();

  async function save(options) {
    const typed = typing() + chosen();
    if (typed === last || (!typing() && !start)) return;
    last = typed;
    state.textContent = field.dataset.saving;
    try {
      const fields = { key: field.dataset.draft, body: text.value, title: title?.value ?? "" };
      for (const choice of choices()) fields[choice.name] = valueOf(choice);
      if (poll) fields.poll = asked();
      const answer = await post("/drafts", fields, { ...options, headers: { Accept: "application/json" } });
      const { saved_time: time, address } = await answer.json();
      // A page that is loaded again goes on with its own draft.
      if (address && first) history.replaceState(history.state, "", address);
      state.textContent = time ? `${field.dataset.saved} ${time}` : "";
    } catch (error) {
      last = null;
      state.textContent = error.sentence ?? field.dataset.unsaved;
    }
  }

  const later = debounce(save, PAUSE);
  text.addEventListener("input", later);
  if (typing() !== start) later();
  title?.addEventListener("input", later);
  if (first) {
    // Fields come and go with the space that is chosen.
    form.addEventListener("input", ({ target }) => { if (target.matches(CHOICES)) later(); });
    form.addEventListener("change", ({ target }) => { if (target.matches(CHOICES)) later(); });
  }
  if (poll) poll.addEventListener("input", later);
  form?.addEventListener("submit", () => later.cancel());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      later.cancel();
      if (!form?.dataset.sent) save({ keepalive: true });
    }
  });
  form?.addEventListener("submit", (event) => setTimeout(() => { if (!event.defaultPrevented) form.dataset.sent = "1"; }));
}
