/* A number that was found in a text: its link selects it there. */
export function start(page) {
  for (const box of page.querySelectorAll("[data-stretches]")) {
    box.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const field = link && page.querySelector(link.hash);
      const at = field?.value?.indexOf(link.textContent) ?? -1;
      if (at < 0) return;
      event.preventDefault();
      field.focus();
      field.setSelectionRange(at, at + link.textContent.length);
    });
  }
}
