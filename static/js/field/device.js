/* The device as a whole: what lies on it, sealed; what is put into the queue; when the server was last heard. */
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
    Object.assign(this, { store, meta, vault: null, waves: [], items: [], round: {}, known: 0 });
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
    const old = removable(await this.queue(), this.meta.heard.server);
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
    const wanted = new Map([["industries", stock.industries]]);
    for (const wave of stock.waves) for (const [number, address] of Object.entries(wave.forms)) wanted.set(Number(number), address);
    for (const [key, address] of wanted) {
      if (key !== "industries" && known.has(key)) continue;
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
  }

  wave(code) {
    return this.waves.find((one) => one.code === code);
  }

  business(code, id) {
    return this.wave(code)?.businesses.find((one) => one.id === id);
  }

  form(version) {
    return this.store.get("forms", version);
  }

  async industries() {
    return ((await this.store.get("forms", "industries"))?.codes ?? []).map(([code, label]) => ({ code, label }));
  }

  /* -- drafts ------------------------------------------------------------------------------------------------ */

  async draft(wave, business) {
    const kept = await this.store.get("drafts", draftKey(wave, business));
    return kept ? this.vault.open(kept) : null;
  }

  draftKeys() {
    return this.store.keys("drafts");
  }

  async keepDraft(wave, business, draft) {
    await this.store.put("drafts", await this.vault.seal(draft), draftKey(wave, business));
  }

  /* -- the queue --------------------------------------------------------------------------------------------- */

  queue() {
    return this.store.all("queue");
  }

  /** Puts what was made into the queue; a record takes its draft away in the same transaction. `more` is kept with the entry.
      Raises when the disk is full, and then nothing is changed. */
  async enqueue(kind, wave, business, told, more = {}) {
    const follows = kind === "record" ? latestOf(await this.queue(), wave, business) : "";
    const made = new Date().toISOString();
    const item = await madeItem({ kind, wave, business, follows, made_at: made, position: null, ...told });
    const entry = {
      id: item.id, sha256: item.sha256, kind, wave, business, state: "waiting", tries: 0, next: 0, size: item.text.length, made,
      hand_in: told.hand_in === true, result: told.result ?? "", sealed: await this.vault.seal(item.text), ...more,
    };
    await this.store.change(["queue", "drafts"], (within) => {
      within.put("queue", entry);
      if (kind === "record") within.delete("drafts", draftKey(wave, business));
    });
    this.tabs.postMessage("queue");
    return entry;
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
