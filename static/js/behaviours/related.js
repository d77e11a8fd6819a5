/* Related discussions are looked for once the page is there and their place comes into view. */
export function start(page) {
  const place = page.querySelector("[data-related]");
  const link = place.querySelector("a");
  const watcher = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    watcher.disconnect();
    (window.requestIdleCallback ?? setTimeout)(() => fill(page, place, link));
  });
  watcher.observe(place);
}

async function fill(page, place, link) {
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".related");
    if (!found) return;
    if (!found.querySelector("li")) {
      place.hidden = true;
      return;
    }
    link.parentElement.replaceWith(page.importNode(found, true));
  } catch {
    // The link stays.
  }
}
