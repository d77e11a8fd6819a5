/* A table copied from a spreadsheet or a page, as Markdown. */

/** The Markdown of what is on the clipboard when that is one table and nothing else; else an empty text. */
export function pastedTable(clipboard) {
  const html = clipboard?.getData("text/html") ?? "";
  if (!/<table/i.test(html)) return "";
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const [table, ...more] = body.querySelectorAll("table");
  if (!table || more.length || words(body) !== words(table)) return "";
  const rows = [...table.rows].map((row) => [...row.cells].map(cell));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (!width) return "";
  const [head, ...rest] = rows.map((row) => line([...row, ...Array(width - row.length).fill("")]));
  return [head, line(Array(width).fill("---")), ...rest].join("\n");
}

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
const cell = (element) => words(element).replaceAll("|", "\\|");
const line = (cells) => `| ${cells.join(" | ")} |`;
