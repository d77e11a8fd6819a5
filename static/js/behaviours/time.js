/* "3 hours ago" stays true while a page is open: <time data-relative>, and the times of posts, which the
   server writes out because it keeps them, get GitHub's relative-time inside. */
import "relative-time";

const JUST_NOW = 60_000;

export function start(page) {
  for (const time of page.querySelectorAll("time[data-relative], .post time, .accepted time")) enliven(time);
  page.addEventListener("posts-added", ({ detail }) => {
    for (const post of detail) for (const time of post.querySelectorAll("time")) enliven(time);
  });
}

function enliven(time) {
  const fresh = JUST_NOW - (Date.now() - new Date(time.dateTime));
  if (fresh > 0) {
    // The words of the server read better than the "now" of a browser.
    const now = time.closest("[data-now]")?.dataset.now;
    if (now && !time.title) [time.title, time.textContent] = [time.textContent, now];
    setTimeout(enliven, fresh, time);
    return;
  }
  time.title ||= time.textContent;
  const live = document.createElement("relative-time");
  live.setAttribute("datetime", time.dateTime);
  live.setAttribute("lang", document.documentElement.lang);
  live.setAttribute("threshold", "P3650D");
  live.setAttribute("no-title", "");
  live.setAttribute("prefix", "");
  live.textContent = time.textContent;
  time.replaceChildren(live);
}
