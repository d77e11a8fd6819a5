/* Keeps what is being typed on the server: five seconds after the last key, and when the page is left. */
import { debounce, post } from "lib/request";

const PAUSE = 5000;

export function start(page) {
  for (const field of page.querySelectorAll("[data-draft]")) keep(field);
}

const valueOf = (choice) => (choice.type === "checkbox" && !choice.checked ? "" : choice.value);

function keep(field) {
  const text = field.querySelector("textarea");
  const title = text.form?.querySelector("[name=title]");
  const names = ["space", "kind", "parent", "anonymous", "capacity"].map((name) => `[name=${name}]`).join();
  const choices = text.form ? [...text.form.querySelectorAll(names)] : [];
  const poll = text.form?.querySelector("[data-poll-fields]");
  const asked = () => {
    const fields = poll ? [...new FormData(text.form)].filter(([name]) => name.startsWith("poll_")) : [];
    return new URLSearchParams(fields).toString();
  };
  const typing = () => text.value + (title?.value ?? "");
  const chosen = () => choices.map(valueOf).join() + asked();
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
      for (const choice of choices) fields[choice.name] = valueOf(choice);
      if (poll) fields.poll = asked();
      const answer = await post("/drafts", fields, { ...options, headers: { Accept: "application/json" } });
      const { saved_time: time } = await answer.json();
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
  for (const choice of choices) choice.addEventListener("change", later);
  poll?.addEventListener("input", later);
  text.form?.addEventListener("submit", () => later.cancel());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      later.cancel();
      if (!text.form?.dataset.sent) save({ keepalive: true });
    }
  });
  text.form?.addEventListener("submit", () => { text.form.dataset.sent = "1"; });
}
