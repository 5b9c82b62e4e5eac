/* The clock page: shows the time, and sends with a click when it was made by the phone's own clock.
   Without scripts the click counts when it arrives. */

const face = document.querySelector("[data-clock]");

function show() {
  face.textContent = new Date().toLocaleTimeString("ko-KR", {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Seoul",
  });
}

if (face) {
  show();
  setInterval(show, 1000);
}

document.querySelector("[data-click]")?.addEventListener("submit", ({ target }) => {
  const clickedAt = new Date().toISOString();
  if (!target.elements.device_at.value) target.elements.device_at.value = clickedAt;
  target.elements.sent_at.value = new Date().toISOString();
});
