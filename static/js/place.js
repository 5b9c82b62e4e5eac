/* The place of the device, taken when somebody asks for it: <div data-place data-found="… {accuracy} …" data-lost="…">
   with a button and hidden fields longitude, latitude, accuracy. Without scripts the place is told in another way. */
import { position } from "./position.js";

const PATIENCE = 15_000; // milliseconds
const OLDEST = 10_000; // milliseconds

for (const box of document.querySelectorAll("[data-place]")) {
  const status = box.querySelector("[role=status]");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = box.dataset.looking;
    const place = await position(PATIENCE, OLDEST);
    if (place) for (const [name, value] of Object.entries(place)) box.querySelector(`[name=${name}]`).value = value;
    status.textContent = place ? box.dataset.found.replace("{accuracy}", place.accuracy) : box.dataset.lost;
  });
}
