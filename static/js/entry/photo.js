/* A photo or file as an answer: made smaller on the device, kept by the server at once, the answer is the name that it gave.
   What could not be sent stays here and is sent again by a tap. */
import { csrfToken } from "../texts.js";
import { LONGEST_SIDE, opened, scaledDown } from "./picture.js";
import { make, said, show, write } from "./wording.js";

export class Photo {
  grouped = false;

  constructor(field) {
    this.field = field;
    this.files = field.sheet.state.files;
    this.input = make("input", { class: "entry-file", id: field.id, type: "file", accept: field.item.mediatype || null });
    this.inputs = [this.input];
    this.picture = make("img", { class: "entry-photo", alt: "", hidden: true });
    this.link = make("a", { target: "_blank", rel: "noopener", hidden: true });
    this.status = make("span", { class: "entry-words", id: `${field.id}-words`, role: "status" });
    this.again = this.button("file_again", () => this.send());
    this.away = this.button("file_away", () => this.take(""));
    this.element = make("div", { class: "entry-line" }, this.input, this.picture, this.link, this.status, this.again, this.away);
    this.input.addEventListener("change", () => this.chosen());
  }

  button(name, act) {
    const button = make("button", { type: "button", class: "krds-btn small tertiary", hidden: true }, said(name));
    button.addEventListener("click", act);
    return button;
  }

  async chosen() {
    const [file] = this.input.files;
    if (!file) return;
    this.latest = file;
    const made = await smaller(file);
    if (this.latest !== file) return; // another one was chosen meanwhile
    this.waiting = made;
    await this.send();
  }

  async send() {
    show(this.again, false);
    write(this.status, said("file_sending"));
    const { latest } = this;
    const answer = await this.files.send(this.waiting);
    if (this.latest !== latest) return; // another one was chosen meanwhile
    if (!answer.name) {
      write(this.status, answer.message || said("file_failed"));
      return show(this.again, true);
    }
    this.waiting = null;
    this.files.known[answer.name] = answer.url;
    this.take(answer.name);
  }

  take(name) {
    this.input.value = "";
    this.field.typed(name);
    this.show(name);
  }

  show(name) {
    const url = this.files.known[name];
    const isPicture = Boolean(url) && /\.(png|jpe?g|webp)$/i.test(name);
    write(this.status, name ? said("file_kept") : "");
    show(this.away, name !== "");
    this.input.classList.toggle("entry-file-kept", name !== "");
    show(this.picture, isPicture);
    show(this.link, Boolean(url));
    if (isPicture) this.picture.src = url;
    if (url) this.link.href = url;
    write(this.link, said("file_open"));
  }

  leave() {}

  refresh() {}

  focus() {
    this.input.focus();
  }
}

/** A photo with its longer side cut down; anything else, and what the browser cannot draw, as it is. */
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const picture = await opened(file);
  if (!picture || Math.max(picture.width, picture.height) <= LONGEST_SIDE) return file;
  const drawn = await scaledDown(picture);
  return drawn ? new File([drawn], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

/** Sends to the server; {name, url}, or {message} with why not. `version` of the form, should the record begin with it. */
export function sender(url, version) {
  return async (file) => {
    const body = new FormData();
    body.append("file", file, file.name);
    body.append("form", version);
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" }).catch(() => null);
    return (await answer?.json().catch(() => null)) ?? {};
  };
}
