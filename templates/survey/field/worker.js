/* The field app without a network: its page and everything that the page needs, of one version, whole or not at all. A new
   version waits until the person takes it; what they typed lies in the device's store and is touched by no version. */
const STORE = "hanbat-field-{{ version }}";
const PAGE = "{% url 'survey:field_app' %}";
const STATIC = "{{ static }}";
const PATIENCE = 60_000; // milliseconds for a file of a new version

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

async function stock() {
  const store = await caches.open(STORE);
  const page = await got(PAGE);
  const text = await page.clone().text();
  const addresses = [...text.matchAll(/(?:href|src)="([^"#]+)/g)].map((match) => match[1]);
  const files = new Set(addresses.filter((address) => address.startsWith(STATIC)));
  await Promise.all([...files].map(async (address) => store.put(address, await got(address))));
  await store.put(PAGE, page);
}

async function got(address) {
  const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`);
  return answer;
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("hanbat-field-") && name !== STORE) await caches.delete(name);
}
