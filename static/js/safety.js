/* The page of safety: the place that is told in words goes with a call for help too. */
const [help, other] = document.querySelectorAll("form[data-place]");

other.elements.place.addEventListener("input", () => (help.elements.place.value = other.elements.place.value));
