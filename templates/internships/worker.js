/* Shows the clock when the network is away: one page without anybody's data, and what it needs to look right. */
const STORE = "hanbat-clock-{{ version }}";
const PAGE = "{% url 'internships:offline' %}";
const TODAY = "{% url 'internships:today' %}";
const STATIC = "{{ static }}";
const PAGE_PATIENCE = 10_000; // milliseconds until the clock is shown without an answer of the server
const FILE_PATIENCE = 2_000;
const STOCK_PATIENCE = 60_000;

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

/* Whole or not at all: the page without its script would take no click. What failed is tried again by the page. */
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
  const answer = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(STOCK_PATIENCE) });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("hanbat-clock-") && name !== STORE) await caches.delete(name);
}
