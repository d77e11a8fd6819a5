/* Small actions without a reload: htmx is fetched at the first press of "useful" or a button with data-swap, sends the
   form, and takes the same element from the page that comes back. Without script the button reloads the page. */
const SWAPS = '.acts > [formaction$="useful"], [data-swap]';
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const settings = document.createElement("meta");
    settings.name = "htmx-config";
    settings.content = JSON.stringify({
      allowEval: false, allowScriptTags: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyEnabled: false,
    });
    const script = document.createElement("script");
    script.src = import.meta.resolve("htmx");
    script.onload = () => resolve(window.htmx);
    script.onerror = reject;
    document.head.append(settings, script);
  });
  return loading;
}

export function start(page) {
  page.addEventListener("submit", (event) => {
    const place = event.submitter?.matches(SWAPS) ? event.submitter.closest("[id]:has(> .acts)") : null;
    if (!place) return;
    event.preventDefault();
    act(event.target, event.submitter, `#${place.id} > .acts`);
  });
}

async function act(form, button, selector) {
  const fromMenu = button.closest(".acts-menu") !== null;
  const number = [...document.querySelectorAll(`${selector} button`)].indexOf(button);
  const url = button.getAttribute("formaction");
  try {
    const htmx = await load();
    const values = Object.fromEntries(new FormData(form));
    await htmx.ajax("POST", url, { source: form, target: selector, select: selector, swap: "outerHTML", values });
    document.dispatchEvent(new Event("acts-swapped"));
    const again = fromMenu ? `${selector} a[href$="/reactions"]` : `${selector} button`;
    document.querySelectorAll(again)[fromMenu ? 0 : number]?.focus();
  } catch {
    form.action = url;
    form.submit();
  }
}
