{# Of the workers that show one page without a network: PAGE with all that it names below STATIC, kept as STORE. #}
const STOCK_PATIENCE = 60_000; // milliseconds for a file of a new version

/* Whole or not at all: the page without its script would take nothing. What failed is tried again by the page. */
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
  const answer = await fetch(address, { ...ASKING, signal: AbortSignal.timeout(STOCK_PATIENCE) });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`);
  return answer;
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith(KIND) && name !== STORE) await caches.delete(name);
}
