/* Files by button, drop and paste: each is sent at once, with its progress in a list, and its Markdown takes the place of
   a note at the cursor. GitHub's element finds the files; without script they go along with the form. */
import "file-attachment";
import { token } from "lib/request.js";

export function start(page) {
  for (const place of page.querySelectorAll("file-attachment")) new Attaching(place);
}

class Attaching {
  constructor(place) {
    this.place = place;
    this.text = place.querySelector("textarea");
    this.list = place.querySelector("[data-attach-list]");
    this.state = place.querySelector("[data-attach-status]");
    this.busy = new Set();
    place.addEventListener("file-attachment-accepted", ({ detail }) => {
      for (const attachment of detail.attachments) this.add(attachment);
    });
    // Cells and paragraphs copied from Office carry a picture of themselves along: their text is what was meant.
    this.text.addEventListener("paste", (event) => {
      if (event.clipboardData?.types.includes("text/plain")) event.stopPropagation();
    });
    this.text.form?.addEventListener("submit", (event) => this.wait(event), { capture: true });
  }

  say(name, key) {
    return this.place.dataset[key].replace("{name}", name);
  }

  async add(attachment) {
    const { name, size } = attachment.file;
    const row = this.row(this.say(name, "sending"));
    if (size > Number(this.place.dataset.limit) * 1024 * 1024) return this.refuse(row, this.say(name, "tooLarge"));
    const note = this.note(name);
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", row.textContent);
    bar.max = 100;
    row.append(bar);
    this.state.textContent = row.firstChild.textContent;
    const sending = send(attachment.file, (percent) => { attachment.saving(percent); bar.value = percent; });
    this.busy.add(sending);
    try {
      const saved = await sending;
      attachment.saved({ id: saved.id, href: saved.url, name: saved.name });
      this.replace(note, saved.markdown);
      row.remove();
      this.state.textContent = this.say(saved.name, "sent");
    } catch (error) {
      this.replace(note, "");
      this.refuse(row, error.sentence ?? this.say(name, "failed"));
    } finally {
      this.busy.delete(sending);
    }
  }

  row(words) {
    const row = document.createElement("li");
    const says = document.createElement("span");
    says.textContent = words;
    row.append(says);
    this.list.append(row);
    return row;
  }

  /* The sentence stays until it is closed; a live region made with it is read at once. */
  refuse(row, sentence) {
    const says = document.createElement("span");
    says.className = "error";
    says.setAttribute("role", "alert");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-quiet btn-small";
    close.textContent = this.place.dataset.remove;
    close.addEventListener("click", () => { row.remove(); this.text.focus(); });
    row.replaceChildren(says, close);
    // Once it stands on the page, so that it is read aloud.
    setTimeout(() => { says.textContent = sentence; });
    this.state.textContent = "";
  }

  /* A paragraph of its own at the cursor, where the Markdown will come. */
  note(name) {
    const { selectionStart: at, value } = this.text;
    const before = value.slice(0, at);
    const gap = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const note = `${gap}[${this.say(name.replace(/[[\]]/g, ""), "sending")}]()`;
    this.text.setRangeText(`${note}\n`, at, this.text.selectionEnd, "end");
    this.changed();
    return note;
  }

  /* The Markdown in the place of the note; without any, the note goes with the lines it brought. */
  replace(whole, markdown) {
    const note = markdown ? whole.trimStart() : whole;
    const at = this.text.value.indexOf(note);
    if (at < 0) {
      // The note was edited away: what was added goes to the end, so that it is not lost.
      if (markdown) this.text.setRangeText(`\n${markdown}\n`, this.text.value.length, this.text.value.length, "preserve");
    } else {
      const end = at + note.length + (markdown || this.text.value[at + note.length] !== "\n" ? 0 : 1);
      this.text.setRangeText(markdown, at, end, "preserve");
    }
    this.changed();
  }

  changed() {
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A form sent while files are under way goes once they have arrived. */
  async wait(event) {
    if (!this.busy.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    while (this.busy.size) await Promise.allSettled([...this.busy]);
    if (!this.list.querySelector(".error")) this.text.form.requestSubmit(submitter);
  }
}

/* One file to the server; resolves to what it says of it. A rejection carries the sentence for the reader, if there is one. */
function send(file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrf_token", token());
    body.append("files", file, file.name);
    request.open("POST", "/attachments");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(Math.floor((loaded / total) * 100)));
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 201) resolve(answer.attachments[0]);
      else reject(Object.assign(new Error(`${request.status}`), { sentence: answer?.sentence ?? answer?.error }));
    });
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Error(name)));
    request.send(body);
  });
}
