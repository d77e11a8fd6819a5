/* Tells the server which result of a search was opened, while the browser goes there: what is found often, is asked often. */
import { token } from "lib/request.js";

export function start(page) {
  for (const link of page.querySelectorAll("a[data-opened]")) {
    const tell = () => navigator.sendBeacon?.(link.dataset.opened, new URLSearchParams({ csrf_token: token() }));
    link.addEventListener("click", tell);
    link.addEventListener("auxclick", (event) => event.button === 1 && tell());
  }
}
