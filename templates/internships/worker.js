/* Shows the clock when the network is away: one page without anybody's data, and what it needs to look right. */
const KIND = "hanbat-clock-";
const STORE = `${KIND}{{ version }}`;
const PAGE = "{% url 'internships:offline' %}";
const TODAY = "{% url 'internships:today' %}";
const STATIC = "{{ static }}";
const PAGE_PATIENCE = 10_000; // milliseconds until the clock is shown without an answer of the server
const FILE_PATIENCE = 2_000;
const ASKING = { credentials: "omit" }; // nobody's page

addEventListener("install", (event) => event.waitUntil(stock().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.mode === "navigate" && address.pathname === TODAY) {
    event.respondWith(orStored(event.request, PAGE, PAGE_PATIENCE));
  } else if (event.request.method === "GET" && address.origin === location.origin && address.pathname.startsWith(STATIC)) {
    event.respondWith(orStored(event.request, event.request, FILE_PATIENCE));
  }
});

/* The server's answer; what is stored when there is none, none in time, or only the word of a proxy that the server is
   away. */
async function orStored(request, stored, patience) {
  const answer = fetch(request);
  const late = new Promise((_, give_up) => setTimeout(give_up, patience));
  const found = await Promise.race([answer, late]).catch(() => null);
  if (found && ![502, 503, 504].includes(found.status)) return found;
  return (await caches.match(stored)) ?? answer;
}

{% include "components/worker_stock.js" %}