/* What the device says to the server. An answer is {ok, status, told}: `told` what the server said, null where nobody or somebody
   else answered (no network, no answer in time, a page that a network puts in between). */
const PATIENCE = 20_000; // milliseconds
const RECENT = 5 * 60_000; // milliseconds after somebody touched the device in which a request is theirs

let touched = -Infinity;
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => (touched = performance.now()), true);

/** What the page asks by itself must not keep a session alive; where somebody works, it does (docs/accounts.md). */
const whose = () => (performance.now() - touched < RECENT ? {} : { "X-Background": "1" });

const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

async function ask(address, options = {}) {
  const headers = { Accept: "application/json", ...whose(), ...options.headers };
  const answer = await fetch(address, { ...options, headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!answer) return { ok: false, status: 0, told: null };
  if (answer.type === "opaqueredirect" || answer.status === 401) return { ok: false, status: 401, told: null };
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isOurs ? await answer.json().catch(() => null) : null;
  return { ok: answer.ok && told !== null, status: told === null && answer.ok ? 0 : answer.status, told };
}

const post = (address, body) =>
  ask(address, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") } });

export class Server {
  /** addresses: {device, stock, items, words}. */
  constructor(addresses) {
    this.addresses = addresses;
  }

  /** Makes the device known, or is given the keys of one that is. */
  greet(device, name) {
    return post(this.addresses.device, { device, name });
  }

  wiped(device) {
    return post(this.addresses.device, { device, wiped: true });
  }

  stock(device) {
    return ask(`${this.addresses.stock}?device=${encodeURIComponent(device)}`);
  }

  send(device, items, waiting) {
    return post(this.addresses.items, { device, items, waiting, sent_at: new Date().toISOString() });
  }

  /** Words of safety. */
  say(device, items, waiting) {
    return post(this.addresses.words, { device, items, waiting, sent_at: new Date().toISOString() });
  }

  /** A compiled form or a list, which is nobody's data. */
  file(address) {
    return ask(address);
  }
}
