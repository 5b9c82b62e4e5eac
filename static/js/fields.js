/* Small improvements of single fields. */
import { text } from "./texts.js";

/** "120 characters left" under a text (and "12 words left"), spoken only when a limit is passed. */
export function countCharacters(root) {
  for (const line of root.querySelectorAll("[data-count-for]:not([data-ready])")) {
    const field = document.getElementById(line.dataset.countFor);
    if (!field) continue;
    line.dataset.ready = "yes";
    // The browser would cut a pasted text without a word; the counter says it instead, the server decides.
    field.removeAttribute("maxlength");
    for (const event of ["input", "hanbat:filled"]) field.addEventListener(event, () => count(line, field.value));
    count(line, field.value);
  }
}

function count(line, value) {
  const limits = [["", Number(line.dataset.limit), charactersOf(value, Number(line.dataset.breaks ?? 2))]];
  if (line.dataset.words) limits.push(["_words", Number(line.dataset.words), value.split(/\s+/).filter(Boolean).length]);
  const over = limits.some(([, limit, length]) => length > limit);
  line.toggleAttribute("data-over", over);
  line.toggleAttribute("role", false);
  if (over) line.setAttribute("role", "status");
  line.hidden = "late" in line.dataset && limits.every(([, limit, length]) => length < 0.8 * limit);
  line.textContent = limits
    .map(([what, limit, length]) => text((length > limit ? "over" : "left") + what, { n: Math.abs(limit - length).toLocaleString() }))
    .join(" · ");
}

/** As the server counts: a line break as two characters where Django checks the length as it arrives, else as one, and
    then without the blanks around the text. */
function charactersOf(value, breaks) {
  return [...(breaks === 2 ? value.replace(/\r?\n/g, "\r\n") : value.replace(/\r\n/g, "\n").trim())].length;
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
