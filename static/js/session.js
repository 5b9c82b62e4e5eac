/* Warns before the idle time-out and extends it (WCAG 2.2.1, KWCAG 2.2). Several tabs share one clock. */
import { csrfToken } from "./texts.js";

const CLOCK = "hanbat:session-ends";

export function watchSession() {
  const dialog = document.getElementById("session-dialog");
  if (!dialog) return;
  const seconds = Number(dialog.dataset.seconds);
  const warnFrom = Number(dialog.dataset.warn);
  const clock = dialog.querySelector("[data-session-clock]");
  const warning = dialog.querySelector("[data-session-warning]");
  const over = dialog.querySelector("[data-session-over]");
  let signedOut = false;

  const renew = () => localStorage.setItem(CLOCK, String(Date.now() + seconds * 1000));
  const left = () => Math.ceil((Number(localStorage.getItem(CLOCK)) - Date.now()) / 1000);

  async function extend() {
    const answer = await fetch(dialog.dataset.extendUrl, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
    }).catch(() => null);
    if (answer?.ok) {
      renew();
      if (dialog.open) dialog.close();
    } else if (answer) showOver();
  }

  function showOver() {
    signedOut = true;
    warning.hidden = true;
    over.hidden = false;
    const signIn = over.querySelector("[data-session-sign-in]");
    signIn.href = `${dialog.dataset.signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
    if (!dialog.open) dialog.showModal();
    document.dispatchEvent(new CustomEvent("hanbat:session-over"));
  }

  function tick() {
    if (signedOut) return;
    const remaining = left();
    if (remaining <= 0) showOver();
    else if (remaining <= warnFrom) {
      clock.textContent = `${Math.floor(remaining / 60)}:${String(remaining % 60).padStart(2, "0")}`;
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) dialog.close();
  }

  renew(); // The page that has just been served is activity itself.
  dialog.querySelector("[data-session-extend]").addEventListener("click", extend);
  // Escape means "I am here".
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!signedOut) extend();
  });
  document.addEventListener("hanbat:server-contact", renew);
  document.addEventListener("htmx:after:request", renew);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);
}
