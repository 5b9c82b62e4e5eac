/* Where the device is goes along with a form, once the person ticked that it may: <input type="checkbox" data-with-place> and
   <form data-place> with hidden fields latitude and longitude (and accuracy, where it wants that). It is looked for ahead, so
   that nothing has to wait for it when a button is pressed. */
import { position } from "./position.js";

const CHOICE = "hanbat-field-place"; // the same choice as in the field app
const PATIENCE = 10_000; // milliseconds
const OLDEST = 60_000;

const box = document.querySelector("[data-with-place]");
const forms = document.querySelectorAll("form[data-place]");

async function lookAhead() {
  const found = box.checked ? await position(PATIENCE, OLDEST) : null;
  for (const { elements } of forms) {
    for (const name of ["latitude", "longitude", "accuracy"]) if (elements[name]) elements[name].value = found?.[name] ?? "";
  }
}

box.checked = localStorage.getItem(CHOICE) === "yes";
box.addEventListener("change", () => {
  localStorage.setItem(CHOICE, box.checked ? "yes" : "no");
  lookAhead();
});
lookAhead();
setInterval(lookAhead, OLDEST);
