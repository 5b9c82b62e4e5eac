/* Small improvements of single fields. */
import { text } from "./texts.js";

/** "120 characters left" under a long text, spoken only when the limit is passed. */
export function countCharacters(root) {
  for (const line of root.querySelectorAll("[data-count-for]:not([data-ready])")) {
    const field = document.getElementById(line.dataset.countFor);
    if (!field) continue;
    line.dataset.ready = "yes";
    const limit = Number(line.dataset.limit);
    // The browser would cut a pasted text without a word; the counter says it instead, the server decides.
    field.removeAttribute("maxlength");
    const show = () => {
      // Django counts a line break as two characters (\r\n), as it arrives.
      const length = [...field.value.replace(/\r?\n/g, "\r\n")].length;
      const over = length > limit;
      line.toggleAttribute("data-over", over);
      line.toggleAttribute("role", false);
      if (over) line.setAttribute("role", "status");
      line.textContent = over ? text("over", { n: (length - limit).toLocaleString() }) : text("left", { n: (limit - length).toLocaleString() });
    };
    field.addEventListener("input", show);
    show();
  }
}

/** KRDS leaves a chosen <select> grey without the class `completed`. */
export function markChosenSelects(root) {
  for (const select of root.querySelectorAll("select.krds-form-select:not([data-ready])")) {
    select.dataset.ready = "yes";
    const mark = () => select.classList.toggle("completed", select.value !== "");
    select.addEventListener("change", mark);
    mark();
  }
}
