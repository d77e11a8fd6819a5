/* How many characters still fit in a field, once that matters. */
const NEAR = 40;

export function start(page) {
  for (const field of page.querySelectorAll("[data-most]")) count(field);
}

function count(field) {
  const note = document.createElement("span");
  note.className = "counter";
  note.setAttribute("role", "status");
  field.after(note);
  const show = () => {
    const left = Number(field.dataset.most) - [...field.value.trim()].length;
    note.textContent = left > NEAR ? "" : (left < 0 ? field.dataset.over : field.dataset.left).replace("{count}", Math.abs(left));
    note.classList.toggle("error", left < 0);
  };
  field.addEventListener("input", show);
  show();
}
