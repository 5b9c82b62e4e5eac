/* Asks before what cannot be undone: <button data-confirm="Withdraw the application?" data-confirm-yes="Withdraw">. */

export function confirmSubmits() {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog) return;
  // Capturing, so that it runs before the double-click guard sees the submit.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asker = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
    if (!asker || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(dialog, asker.dataset, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
  }, true);
}

function ask(dialog, words, proceed) {
  const yes = dialog.querySelector("[data-confirm-yes]");
  const title = dialog.querySelector("[data-confirm-title]");
  yes.dataset.usual ??= yes.textContent;
  title.dataset.usual ??= title.textContent;
  title.textContent = words.confirmTitle || title.dataset.usual;
  dialog.querySelector("[data-confirm-text]").textContent = words.confirm;
  yes.textContent = words.confirmYes || yes.dataset.usual;
  yes.classList.toggle("danger", "confirmDanger" in words);
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && proceed(), { once: true });
  dialog.showModal();
}

/** Menus made of <details data-menu> close on Escape and when one clicks elsewhere. */
export function closeMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** After a refused form the reader lands on the list of what to correct; its links go into the fields. */
export function focusErrors() {
  document.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const place = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") ?? target;
    place.closest(".field")?.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  });
}
