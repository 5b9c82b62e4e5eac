/* A second click on "submit" does nothing. Coming back with the browser's back button frees the buttons again.
   The server refuses repeats by itself (idempotency keys); this only spares people the second request. */

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-no-guard") || form.method === "dialog" || hasHtmx(form)) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of buttonsOf(form)) button.setAttribute("aria-busy", "true");
    // A download answers without leaving the page: free the form again after a while.
    setTimeout(() => free(form), 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
}

function hasHtmx(form) {
  return ["hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"].some((name) => form.hasAttribute(name));
}

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function free(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-busy");
}
