/* A selected piece of a rendered text as Markdown: lists, marks, links, tables and code stay what they are. */
const AROUND = { STRONG: "**", B: "**", EM: "_", I: "_", DEL: "~~", S: "~~" };
const INLINE = "strong, b, em, i, del, s, code, a, pre";
const BLOCK = "p, ul, ol, li, pre, blockquote, table, hr, h1, h2, h3, h4, h5, h6, div";

/** The Markdown of a range within one text. */
export function markdownOf(range) {
  let around = range.commonAncestorContainer;
  if (!around.tagName) around = around.parentElement;
  let piece = range.cloneContents();
  // Words within a mark, items without their list: what they stand in belongs to them.
  if (around.matches("ul, ol")) piece = within(around, piece, numberOf(around, range));
  else for (; around?.matches(INLINE); around = around.parentElement) piece = within(around, piece);
  return blocks(piece).join("\n\n").trim();
}

function within(element, piece, start) {
  const shell = element.cloneNode(false);
  if (start) shell.setAttribute("start", start);
  shell.append(piece);
  const wrapped = document.createDocumentFragment();
  wrapped.append(shell);
  return wrapped;
}

function numberOf(list, range) {
  if (list.tagName !== "OL") return 0;
  const items = [...list.children];
  return list.start + Math.max(0, items.findIndex((item) => item.contains(range.startContainer)));
}

/** The blocks in a node; words between blocks make one too. */
function blocks(node) {
  const found = [];
  let words = "";
  const flush = () => { if (words.trim()) found.push(atStart(words.trim())); words = ""; };
  for (const child of node.childNodes) {
    if (!child.matches?.(BLOCK)) {
      words += inline(child);
      continue;
    }
    flush();
    const text = block(child);
    if (text) found.push(text);
  }
  flush();
  return found;
}

function block(element) {
  const name = element.tagName;
  if (name === "UL" || name === "OL") return list(element);
  if (name === "PRE") return `\`\`\`\n${element.textContent.replace(/\n$/, "")}\n\`\`\``;
  if (name === "BLOCKQUOTE") return blocks(element).join("\n\n").replace(/^/gm, "> ").replace(/ +$/gm, "");
  if (name === "TABLE") return table(element);
  if (name === "HR") return "---";
  if (/^H\d$/.test(name)) return `${"#".repeat(Number(name[1]))} ${blocks(element).join(" ")}`;
  return blocks(element).join("\n\n");
}

function list(element) {
  let number = element.tagName === "OL" ? element.start : 0;
  const items = [...element.children].map((item) => {
    const mark = element.tagName === "OL" ? `${number++}. ` : "- ";
    return mark + blocks(item).join("\n").replace(/\n/g, `\n${" ".repeat(mark.length)}`);
  });
  return items.join("\n");
}

function table(element) {
  const rows = [...element.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => inline(cell).trim().replaceAll("|", "\\|")));
  if (!rows.length) return inline(element).trim();
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(rows[0]), line(rows[0].map(() => "---")), ...rows.slice(1).map(line)].join("\n");
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return plain(node.data.replace(/\s+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = node.tagName;
  if (name === "BR") return "\n";
  if (name === "IMG") return `![${node.alt}](${node.getAttribute("src")})`;
  if (node.matches(".task-box")) return node.closest(".task-done") ? "[x]" : "[ ]";
  if (node.matches("a.picture")) return `![${node.querySelector("img")?.alt ?? ""}](${node.getAttribute("href")})`;
  if (name === "CODE") return code(node.textContent);
  const words = [...node.childNodes].map(inline).join("");
  if (name === "A") return link(node, words);
  return AROUND[name] ? marked(AROUND[name], words) : words;
}

/* Spaces stand outside the marks: inside, they would be no marks. */
function marked(mark, words) {
  const [, before, inner, after] = words.match(/^(\s*)(.*?)(\s*)$/s);
  return inner ? before + mark + inner + mark + after : words;
}

function code(text) {
  const mark = text.includes("`") ? "``" : "`";
  return mark === "`" ? `\`${text}\`` : `${mark} ${text} ${mark}`;
}

/* Names, numbers of discussions and bare addresses become links by themselves. */
function link(element, words) {
  const address = element.getAttribute("href");
  const text = element.textContent;
  return !address || text === address || /^[@#]/.test(text) ? text : `[${words.trim()}](${address})`;
}

function plain(text) {
  return text.replace(/[\\`*[\]]|(?<!\w)_|_(?!\w)/g, "\\$&");
}

/* What would begin a heading, a list or a quotation is only text. */
function atStart(text) {
  return text.replace(/^([-+>#]+|\d+(?=[.)]))(?=[.)]?\s)/gm, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}
