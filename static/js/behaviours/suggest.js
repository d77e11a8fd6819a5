/* Suggestions under a search box while one types: a combobox with a list. Without script the form is sent as it is. */
import { debounce } from "lib/request.js";

const PAUSE = 120;
const SHORTEST = 2;
let boxes = 0;

export function start(page) {
  for (const input of page.querySelectorAll("[data-search-suggest]")) new Suggest(input);
}

class Suggest {
  constructor(input) {
    const id = `suggest-list-${++boxes}`;
    this.input = input;
    this.list = Object.assign(document.createElement("div"), { id, className: "suggest-list", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset.searchSuggest);
    this.said = Object.assign(document.createElement("p"), { className: "vh" });
    this.said.setAttribute("role", "status");
    input.closest("form").append(this.list, this.said);
    const attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    this.asked = input.value;
    const soon = debounce(() => this.look(), PAUSE);
    input.addEventListener("input", soon);
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => { soon.cancel(); this.close(); });
    input.form.addEventListener("submit", () => { soon.cancel(); this.close(); });
    // The box keeps the focus while one clicks in the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  async look() {
    const text = this.input.value;
    if (text === this.asked) return;
    this.asked = text;
    this.running?.abort();
    if (text.trim().length < SHORTEST) return this.close();
    this.running = new AbortController();
    try {
      const address = `/search/suggest?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { credentials: "same-origin", signal: this.running.signal });
      if (!answer.ok || answer.redirected) return this.close();
      this.show(await answer.text());
    } catch {
      // Outdated, or the server is away: one searches by Enter.
    }
  }

  show(html) {
    if (document.activeElement !== this.input) return;
    this.list.innerHTML = html;
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, number) => { option.id = `${this.list.id}-${number}`; });
    this.list.querySelectorAll("[role=group]").forEach((group, number) => {
      const head = group.querySelector("p");
      head.id = `${this.list.id}-h${number}`;
      group.setAttribute("aria-labelledby", head.id);
    });
    this.said.textContent = this.list.querySelector("[data-said]")?.dataset.said ?? "";
    this.choose(-1);
    this.open(this.options.length > 0);
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.options?.length) return;
      event.preventDefault();
      this.open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = this.options.length + 1;
      this.choose(((this.at + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.options[this.at].click();
    }
  }

  choose(at) {
    this.at = at;
    this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.options[at].id);
    this.options[at]?.scrollIntoView({ block: "nearest" });
  }

  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.running?.abort();
    this.open(false);
    this.input.removeAttribute("aria-activedescendant");
    this.at = -1;
  }
}
