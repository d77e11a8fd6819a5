/* A button that copies what is in a field, and says so. */
export function start(page) {
  for (const button of page.querySelectorAll("[data-copy]")) {
    const state = button.parentElement.querySelector("[data-copied]");
    button.addEventListener("click", async () => {
      const field = page.getElementById(button.dataset.copy);
      field.select();
      // Without a secure connection browsers lend no clipboard; the text is selected then.
      await navigator.clipboard?.writeText(field.value);
      if (navigator.clipboard) state.textContent = state.dataset.copied;
    });
  }
}
