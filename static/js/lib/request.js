/* Requests to our own server with the form token. */

/** The token in any form of the page. */
export function token() {
  return document.querySelector("input[name=csrf_token]")?.value ?? "";
}

/** POST fields as a form; resolves to the Response, rejects when the network or the server fails.
    The error has a `sentence` for the reader when the server gave one. */
export async function post(url, fields, options = {}) {
  const body = new URLSearchParams({ csrf_token: token(), ...fields });
  const response = await fetch(url, { method: "POST", body, credentials: "same-origin", ...options });
  if (!response.ok) {
    const { sentence } = await response.json().catch(() => ({}));
    throw Object.assign(new Error(`${response.status} ${url}`), { sentence });
  }
  return response;
}

/** Call `act` once no call came for `wait` milliseconds; `.now()` calls it at once when one is due. */
export function debounce(act, wait) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; act(); }, wait);
  };
  later.now = () => {
    if (timer) { clearTimeout(timer); timer = 0; act(); }
  };
  later.cancel = () => { clearTimeout(timer); timer = 0; };
  return later;
}
