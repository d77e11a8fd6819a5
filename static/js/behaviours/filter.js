/* Choosing in a filter with the mouse or a finger shows the list at once. With the arrow keys one passes by every choice,
   so whoever chooses with the keyboard uses the button. */
export function start(page) {
  let pointed = false;
  page.addEventListener("pointerdown", () => { pointed = true; }, true);
  page.addEventListener("keydown", () => { pointed = false; }, true);
  page.addEventListener("change", ({ target }) => {
    if (pointed && target.matches("[data-filter] select")) target.form.requestSubmit();
  });
}
