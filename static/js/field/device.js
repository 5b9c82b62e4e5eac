/* The device as a whole: what lies on it, sealed; what is put into the queue; when the server was last heard. */
import { standsHere } from "./found.js";
import { madeItem, signed } from "./items.js";
import { isWord, latestOf, removable, unsent } from "./queue.js";
import { roundOf } from "./round.js";
import { Vault } from "./vault.js";

export const DAYS_WITHOUT_CONTACT = 14;
const DAY = 24 * 3_600_000;
const draftKey = (wave, business) => `${wave}:${business}`;

export class Device {
  /** meta: what is known of the device, {device, user, vault, heard: {at, server}, receipt, seal}; null before it is set up. */
  constructor(store, meta) {
    Object.assign(this, { store, meta, vault: null, waves: [], items: [], round: {}, known: 0, real: new Map() });
    this.tabs = new BroadcastChannel("hanbat-field"); // the other tabs of this browser hear what moved in the queue
  }

  static async on(store) {
    const device = new Device(store, (await store.get("meta", "device")) ?? null);
    if (device.meta) device.vault = await Vault.ofTab(device.meta.vault);
    return device;
  }

  get isOpen() {
    return Boolean(this.meta && this.vault);
  }

  async note(changes) {
    this.meta = { ...this.meta, ...changes };
    await this.store.put("meta", this.meta, "device");
  }

  /** Set up with a PIN by what the server said to its greeting. */
  async setUp(told, pin) {
    this.vault = await Vault.made(pin, told.keys.lock);
    await this.noteKeys(told);
    await navigator.storage?.persist?.();
  }

  /** The device's number, its owner, and the keys for receipts and exports, sealed. */
  async noteKeys(told) {
    const keys = await this.vault.seal({ receipt: told.keys.receipt, seal: told.keys.seal });
    await this.note({ device: told.device, user: told.user, vault: this.vault.kept, keys, heard: { at: Date.now(), server: Date.parse(told.now) } });
  }

  async keys() {
    return this.vault.open(this.meta.keys);
  }

  async openByPin(pin) {
    const { vault, kept } = await Vault.openedByPin(this.meta.vault, pin);
    await this.note({ vault: kept });
    this.vault = vault;
    return Boolean(vault);
  }

  /** Opened by what the server said; the device may have got another number there. */
  async openByServer(told) {
    this.vault = await Vault.openedByServer(this.meta.vault, told.keys.lock);
    return Boolean(this.vault);
  }

  async choosePin(pin) {
    await this.vault.choosePin(pin);
    await this.note({ vault: this.vault.kept });
  }

  /** The server knows this device no more and gave it another number: what lies here goes on under that. */
  async renumber(told) {
    await this.vault.wrapForServer(told.keys.lock);
    await this.noteKeys(told);
  }

  lock() {
    Vault.forgetTab();
    this.vault = null;
  }

  /* -- contact ---------------------------------------------------------------------------------------------- */

  async heard(told) {
    await this.note({ heard: { at: Date.now(), server: Date.parse(told.now) } });
    const drafts = new Set(await this.store.keys("drafts")); // one may lie under the number that only this entry can tell
    const old = removable(await this.queue(), this.meta.heard.server).filter(({ wave, local }) => !drafts.has(draftKey(wave, local)));
    if (old.length) await this.store.change(["queue"], (within) => old.forEach(({ number }) => within.delete("queue", number)));
  }

  /** Whether the server was not heard for so long that what it has itself must go from here. */
  isSilentTooLong(now) {
    return Boolean(this.meta) && now - this.meta.heard.at > DAYS_WITHOUT_CONTACT * DAY;
  }

  /** What the server has too goes, and the PIN with it; what was not sent stays, and signing in opens it. */
  async shrink() {
    const sent = (await this.queue()).filter(({ state }) => state === "sent");
    const vault = { ...this.meta.vault, pin: null };
    this.meta = { ...this.meta, vault };
    this.lock();
    await this.store.change(["meta", "stock", "queue"], (within) => {
      within.put("meta", this.meta, "device");
      within.clear("stock");
      sent.forEach(({ number }) => within.delete("queue", number));
    });
  }

  async wipe() {
    this.lock();
    this.meta = null;
    await this.store.wipe();
  }

  /* -- what the server gave ------------------------------------------------------------------------------------ */

  /** Keeps a new stock, with the forms that it names; `file` fetches one. What could not be fetched is fetched next time. */
  async fill(stock, file) {
    const known = new Set(await this.store.keys("forms"));
    const lists = ["industries", "trades"];
    const wanted = new Map(lists.map((name) => [name, stock[name]]));
    for (const wave of stock.waves) for (const [number, address] of Object.entries(wave.forms)) wanted.set(Number(number), address);
    for (const [key, address] of wanted) {
      if (!lists.includes(key) && known.has(key)) continue;
      const answer = await file(address);
      if (!this.isOpen) return; // locked or wiped meanwhile
      if (answer.ok) await this.store.put("forms", answer.told, key);
    }
    await this.store.put("stock", await this.vault.seal(stock), "stock");
    await this.note({ phones: stock.waves.map(({ duty_phone }) => duty_phone).filter(Boolean) }); // the office's: open, for the locked door
    if (this.isOpen) await this.load();
  }

  async load() {
    const kept = await this.store.get("stock", "stock");
    const stock = kept ? await this.vault.open(kept) : { waves: [], items: [] };
    const known = Date.parse(stock.at);
    for (const wave of stock.waves) for (const business of wave.businesses) business.known = known;
    this.waves = stock.waves;
    this.items = stock.items;
    this.round = stock.round ?? {};
    this.known = known || 0;
    this.city = stock.city;
    await this.addFound();
  }

  /** What was found on this device stands among the others until the server's stock has it. */
  async addFound() {
    const found = (await this.store.all("queue")).filter(({ kind }) => kind === "found");
    const trades = found.length ? await this.trades() : [];
    for (const entry of found) {
      const real = entry.real ?? this.items.find(({ number }) => number === entry.id)?.business_id;
      if (real) this.real.set(entry.local, real);
      const wave = this.wave(entry.wave);
      const isSomebodyElses = real && entry.signedAt < this.known;
      if (!wave || isSomebodyElses || wave.businesses.some(({ id }) => id === real)) continue;
      const told = JSON.parse((await this.itemOf(entry)).text);
      wave.businesses.unshift({ ...standsHere(told, trades), id: real ?? entry.local, known: this.known });
    }
  }

  /** The server's number of a business, once it is known here. */
  number(business) {
    return this.real.get(business) ?? business;
  }

  learn({ wave, local, real }) {
    if (!local || !real || this.real.has(local)) return;
    this.real.set(local, real);
    const one = this.business(wave, local, local);
    if (one) one.id = real;
  }

  wave(code) {
    return this.waves.find((one) => one.code === code);
  }

  business(code, id, number = this.number(id)) {
    return this.wave(code)?.businesses.find((one) => one.id === number);
  }

  form(version) {
    return this.store.get("forms", version);
  }

  /** The classification by which businesses are listed: [{code, label}]. */
  async trades() {
    return ((await this.store.get("forms", "trades"))?.codes ?? []).map(([key, label]) => ({ code: String(key), label }));
  }

  async industries() {
    return ((await this.store.get("forms", "industries"))?.codes ?? []).map(([code, label]) => ({ code, label }));
  }

  /* -- drafts ------------------------------------------------------------------------------------------------ */

  /** Where the draft of a business lies, and where it may lie from before its number was known. */
  placesOf(wave, business) {
    const number = this.number(business);
    const before = [...this.real].filter(([, real]) => real === number).map(([local]) => local);
    return [number, ...before].map((one) => draftKey(wave, one));
  }

  async draft(wave, business) {
    for (const place of this.placesOf(wave, business)) {
      const kept = await this.store.get("drafts", place);
      if (kept) return this.vault.open(kept);
    }
    return null;
  }

  /** Of which businesses drafts lie here: a set of "wave:business". */
  async draftKeys() {
    const places = (await this.store.keys("drafts")).map((place) => place.split(":"));
    return new Set(places.map(([wave, business]) => draftKey(wave, this.number(Number(business)))));
  }

  async keepDraft(wave, business, draft) {
    const [place, ...before] = this.placesOf(wave, business);
    const sealed = await this.vault.seal(draft);
    await this.store.change(["drafts"], (within) => {
      within.put("drafts", sealed, place);
      before.forEach((one) => within.delete("drafts", one));
    });
  }

  /* -- the queue --------------------------------------------------------------------------------------------- */

  async queue() {
    const entries = await this.store.all("queue");
    entries.forEach((entry) => this.learn(entry));
    return entries.map((entry) => ({ ...entry, business: this.number(entry.business) }));
  }

  /** Puts what was made into the queue; a record takes its draft away in the same transaction. `more` is kept with the entry.
      A business that the server does not know yet is named by the item that adds it. Raises when the disk is full, and then
      nothing is changed. */
  async enqueue(kind, wave, business, told, more = {}) {
    const queue = await this.queue();
    const number = this.number(business);
    const found = number < 0 ? queue.find(({ local }) => local === number).id : undefined;
    const follows = kind === "record" ? latestOf(queue, wave, number) : "";
    const made = new Date().toISOString();
    const item = await madeItem({ kind, wave, business: Math.max(number, 0), found, follows, made_at: made, position: null, ...told });
    const entry = {
      id: item.id, sha256: item.sha256, kind, wave, business: number, state: "waiting", tries: 0, next: 0, size: item.text.length, made,
      hand_in: told.hand_in === true, result: told.result ?? "", sealed: await this.vault.seal(item.text), ...more,
    };
    await this.store.change(["queue", "drafts"], (within) => {
      within.put("queue", entry);
      if (kind === "record") this.placesOf(wave, business).forEach((place) => within.delete("drafts", place));
    });
    this.tabs.postMessage("queue");
    return entry;
  }

  /** Puts a business that the list lacks into the queue: {number, name, industry, address, sells, beside, seen, position}; it
      stands among the others at once. */
  async addBusiness(wave, told) {
    const local = -1 - crypto.getRandomValues(new Uint32Array(1))[0];
    await this.enqueue("found", wave, 0, told, { business: local, local });
    await this.load();
    return local;
  }

  /** Puts a word of safety into the queue: {said, place, position, until, every}. Raises when the disk is full. */
  async say(wave, told) {
    const made = new Date().toISOString();
    const { id, sha256, text } = await madeItem({ kind: "safety", wave, made_at: made, ...told });
    const kept = { id, sha256, kind: "safety", wave, business: null, state: "waiting", tries: 0, next: 0, size: text.length, made };
    const entry = { ...kept, said: told.said, until: told.until, every: told.every, sealed: await this.vault.seal(text) };
    await this.store.change(["queue"], (within) => within.put("queue", entry));
    this.tabs.postMessage("queue");
    return entry;
  }

  /** Words of safety, in their order; the person's round as it stands by them. */
  async words() {
    return (await this.queue()).filter(isWord);
  }

  async ownRound() {
    return roundOf(this.round, this.known, await this.words());
  }

  async itemOf(entry) {
    return { id: entry.id, sha256: entry.sha256, text: await this.vault.open(entry.sealed) };
  }

  async update(entries) {
    await this.store.change(["queue"], (within) => entries.forEach((entry) => within.put("queue", entry)));
    entries.forEach((entry) => this.learn(entry));
    this.tabs.postMessage("queue");
  }

  /** What the server has not signed for, as a file that a manager can load: readable, and sealed against changes. */
  async exported() {
    const left = unsent(await this.queue()).filter((entry) => !isWord(entry)); // a word in a file would come too late
    const items = await Promise.all(left.map((entry) => this.itemOf(entry)));
    const text = JSON.stringify({ format: "hanbat-field-export/1", device: this.meta.device, at: new Date().toISOString(), items });
    const { seal } = await this.keys();
    return JSON.stringify({ text, seal: await signed(seal, text) });
  }
}
