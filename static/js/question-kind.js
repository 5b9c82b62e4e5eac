/* Shows only the limits that the chosen kind of answer knows. Without scripts all are shown. */
const kind = document.querySelector("select[name=kind]");

function showLimits() {
  for (const part of document.querySelectorAll("[data-kinds]")) {
    part.hidden = !part.dataset.kinds.split(" ").includes(kind.value);
  }
}

if (kind) {
  showLimits();
  kind.addEventListener("change", showLimits);
}
