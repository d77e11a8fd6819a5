/* Light, dark or as the device: shown at once, kept by the server. */
import { post } from "lib/request.js";

export function start(page) {
  for (const form of page.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const theme = event.submitter.value;
      document.documentElement.dataset.theme = theme;
      for (const button of form.querySelectorAll("button[name=theme]")) {
        button.setAttribute("aria-pressed", String(button.value === theme));
      }
      post(form.action, { theme }, { headers: { "X-Requested-With": "fetch" } });
    });
  }
}
