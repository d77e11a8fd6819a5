/* Toolbar buttons and @mentions: GitHub's elements, with colleagues suggested by the server. */
import "markdown-toolbar";
import "text-expander";

export function start(page) {
  for (const expander of page.querySelectorAll("text-expander[data-suggest]")) {
    stayTextbox(expander.querySelector("textarea"));
    expander.addEventListener("text-expander-change", ({ detail }) => {
      detail.provide(suggest(expander.dataset.suggest, detail.text));
    });
    expander.addEventListener("text-expander-value", ({ detail }) => {
      detail.value = `@${detail.item.dataset.handle}`;
    });
  }
}

/* The element makes a combobox of the textarea while it suggests; that role is for one line. A textbox may point at the
   list and the chosen name just as well, only not say that it is expanded. */
function stayTextbox(text) {
  const names = ["role", "aria-expanded"];
  new MutationObserver(() => names.forEach((name) => text.removeAttribute(name))).observe(text, { attributeFilter: names });
}

async function suggest(url, text) {
  if (text.length < 1) return { matched: false };
  const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return { matched: false };
  const people = await answer.json();
  const list = document.createElement("ul");
  list.className = "suggest";
  list.setAttribute("role", "listbox");
  for (const [index, person] of people.slice(0, 8).entries()) {
    const item = document.createElement("li");
    item.id = `suggest-${index}`;
    item.setAttribute("role", "option");
    item.dataset.handle = person.handle;
    const about = document.createElement("small");
    about.textContent = ` ${person.library ?? ""}`;
    item.append(person.name, about);
    list.append(item);
  }
  return { matched: people.length > 0, fragment: list };
}
