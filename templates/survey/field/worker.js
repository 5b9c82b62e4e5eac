/* The field app without a network: its page and everything that the page needs, of one version, whole or not at all. A new
   version waits until the person takes it; what they typed lies in the device's store and is touched by no version. */
const KIND = "hanbat-field-";
const STORE = `${KIND}{{ version }}`;
const PAGE = "{% url 'survey:field_app' %}";
const STATIC = "{{ static }}";
const ASKING = { cache: "no-cache" };

addEventListener("install", (event) => event.waitUntil(stock()));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("message", (event) => event.data === "use" && skipWaiting());
addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) event.respondWith(stored(PAGE, event.request));
  else if (address.pathname.startsWith(STATIC)) event.respondWith(stored(event.request, event.request));
});

async function stored(kept, request) {
  const store = await caches.open(STORE);
  return (await store.match(kept)) ?? fetch(request);
}

{% include "components/worker_stock.js" %}