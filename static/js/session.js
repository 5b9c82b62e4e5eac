/* Warns before the idle time-out and extends it (WCAG 2.2.1, KWCAG 2.2). Several tabs share one clock; before it warns,
   the page asks the server how long the session really has, which does not count as activity. */
import { csrfToken } from "./texts.js";

const CLOCK = "hanbat:session-ends";

export function watchSession() {
  const dialog = document.getElementById("session-dialog");
  if (dialog) new SessionClock(dialog);
}

class SessionClock {
  constructor(dialog) {
    this.dialog = dialog;
    this.seconds = Number(dialog.dataset.seconds);
    this.warnFrom = Math.min(Number(dialog.dataset.warn), this.seconds / 2);
    this.over = false;
    this.asked = false;
    this.set(this.seconds); // The page that has just been served is activity itself.
    dialog.querySelector("[data-session-extend]").addEventListener("click", () => this.ask("POST"));
    // Escape means "I am here".
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!this.over) this.ask("POST");
    });
    document.addEventListener("hanbat:server-contact", () => this.set(this.seconds));
    document.addEventListener("visibilitychange", () => this.tick());
    setInterval(() => this.tick(), 1000);
  }

  set(seconds) {
    this.asked = false;
    localStorage.setItem(CLOCK, String(Date.now() + seconds * 1000));
  }

  left() {
    return Math.ceil((Number(localStorage.getItem(CLOCK)) - Date.now()) / 1000);
  }

  /** GET: how long it still has. POST: start again. Without connection the clock just runs on. */
  async ask(method) {
    const answer = await fetch(this.dialog.dataset.extendUrl, {
      method,
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    }).catch(() => null);
    if (answer?.status === 401) return this.end();
    if (!answer?.ok) return;
    this.set((await answer.json()).seconds_left);
    this.asked = method === "GET";
    this.tick();
  }

  tick() {
    if (this.over) return;
    const left = this.left();
    if (left <= 0) return this.end();
    if (left > this.warnFrom) {
      this.asked = false;
      if (this.dialog.open) this.dialog.close();
      return;
    }
    if (!this.asked) {
      this.asked = true;
      this.ask("GET");
      return;
    }
    this.dialog.querySelector("[data-session-clock]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!this.dialog.open) this.dialog.showModal();
  }

  end() {
    this.over = true;
    this.dialog.querySelector("[data-session-warning]").hidden = true;
    this.dialog.querySelector("[data-session-over]").hidden = false;
    const here = encodeURIComponent(location.pathname + location.search);
    this.dialog.querySelector("[data-session-sign-in]").href = `${this.dialog.dataset.signInUrl}?next=${here}`;
    if (!this.dialog.open) this.dialog.showModal();
    document.dispatchEvent(new CustomEvent("hanbat:session-over"));
  }
}
