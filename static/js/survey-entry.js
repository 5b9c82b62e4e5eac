/* The census record: questions of the interview are hidden while the visit brought none. The server does not rely on it. */
const WITH_INTERVIEW = ["", "completed", "partly"];

for (const form of document.querySelectorAll("[data-census-entry]")) {
  const interview = form.querySelector("[data-interview]");
  const result = form.elements.result;
  const show = () => {
    interview.hidden = !WITH_INTERVIEW.includes(result.value);
  };
  result.addEventListener("change", show);
  result.addEventListener("hanbat:filled", show);
  show();
}
