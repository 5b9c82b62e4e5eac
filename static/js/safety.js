/* The page of safety: where the device is goes along, once the person ticked that it may. It is looked for ahead, so that
   nothing has to wait for it when a button is pressed. */
import { position } from "./position.js";

const CHOICE = "hanbat-field-place"; // the same choice as in the field app
const PATIENCE = 10_000; // milliseconds
const OLDEST = 60_000;

const box = document.querySelector("[data-with-place]");
const [help, other] = document.querySelectorAll("form[data-place]");

async function lookAhead() {
  const found = box.checked ? await position(PATIENCE, OLDEST) : null;
  for (const form of [help, other]) {
    form.elements.latitude.value = found?.latitude ?? "";
    form.elements.longitude.value = found?.longitude ?? "";
  }
}

box.checked = localStorage.getItem(CHOICE) === "yes";
box.addEventListener("change", () => {
  localStorage.setItem(CHOICE, box.checked ? "yes" : "no");
  lookAhead();
});
other.elements.place.addEventListener("input", () => (help.elements.place.value = other.elements.place.value));
lookAhead();
setInterval(lookAhead, OLDEST);
