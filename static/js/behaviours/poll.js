/* "More options" adds a row at once instead of asking the server for some; without script the button does that. */
const MOST = 20;

export function start(page) {
  for (const fields of page.querySelectorAll("[data-poll-fields]")) {
    const button = fields.querySelector("[name=more_options]");
    button.addEventListener("click", (event) => {
      const rows = visible(fields);
      if (!rows) return;
      event.preventDefault();
      add(rows).focus();
      button.hidden = rows.querySelectorAll("[name=poll_option], [name=poll_day]").length >= MOST;
    });
    for (const kind of fields.querySelectorAll("[name=poll_kind]")) {
      kind.addEventListener("change", () => { button.hidden = false; });
    }
  }
}

/* The rows one sees: of texts or of dates. */
function visible(fields) {
  return [...fields.querySelectorAll(".poll-texts, .poll-slots")].find((rows) => rows.offsetParent !== null);
}

/* One row more, empty, with labels and ids of its own; gives the field to go on in. */
function add(rows) {
  const number = rows.querySelectorAll("[name=poll_option], [name=poll_day]").length;
  const last = rows.querySelectorAll(".poll-slot").item(number - 1);
  const parts = last ? [last] : [...rows.children].slice(-2);
  const copies = parts.map((part) => part.cloneNode(true));
  const before = last ? last.querySelector("input").id : parts[1].id;
  const id = `${before.replace(/-\d+$/, "")}-${number}`;
  for (const node of copies.flatMap((copy) => [copy, ...copy.querySelectorAll("*")])) {
    if (node.id) node.id = node.id.replace(before, id);
    if (node.htmlFor) node.htmlFor = node.htmlFor.replace(before, id);
    if (node instanceof HTMLInputElement) node.value = "";
    if (node instanceof HTMLLabelElement) node.textContent = node.textContent.replace(/\d+$/, number + 1);
  }
  rows.append(...copies);
  return copies.at(-1).matches("input") ? copies.at(-1) : copies.at(-1).querySelector("input");
}
