/* Shows the clock when the network is away: one page without anybody's data, and what it needs to look right. */
const STORE = "hanbat-clock-{{ version }}";
const PAGE = "{% url 'internships:offline' %}";
const TODAY = "{% url 'internships:today' %}";

addEventListener("install", (event) => event.waitUntil(stock().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.mode === "navigate" && address.pathname === TODAY) {
    event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
  } else if (event.request.method === "GET" && address.origin === location.origin && address.pathname.startsWith("{{ static }}")) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});

async function stock() {
  const store = await caches.open(STORE);
  const page = await fetch(PAGE, { credentials: "omit" });
  const text = await page.clone().text();
  await store.put(PAGE, page);
  const found = [...text.matchAll(/(?:href|src)="({{ static }}[^"#]+)/g)].map((match) => match[1]);
  await Promise.allSettled([...new Set(found)].map((address) => store.add(address)));
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("hanbat-clock-") && name !== STORE) await caches.delete(name);
}
