/* Sends the queue: one tab at a time, what failed alone, until the server has signed for everything. */
import { isOwnReceipt } from "./items.js";
import { again, answered, failed, isWord, nextTry, requests, unsent, words } from "./queue.js";

const MOST_SILENCE = 2; // requests in a round that nobody answers; then there is no network
const LOOK = 30_000; // milliseconds between two looks for what is due

export class Sender {
  /** on: {changed(), heard(told)}; heard learns of each answer, and whether the device is to be wiped. */
  constructor(device, server, on) {
    Object.assign(this, { device, server, on, state: "idle", under: null, spoken: new Set() });
    addEventListener("online", () => this.comeBack());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.go());
    setInterval(() => this.go(), LOOK);
  }

  /** Words of safety, and a round unless one is under way here or in another tab; resolves when that is over. */
  go() {
    this.speak();
    this.under ??= this.round().finally(() => {
      this.under = null;
    });
    return this.under;
  }

  /** The network is back: what nobody answered waits no longer. */
  async comeBack() {
    if (!this.device.isOpen) return;
    const silent = unsent(await this.device.queue()).filter(({ why }) => why === "offline");
    await this.device.update(silent.map((entry) => ({ ...entry, next: 0 })));
    await this.go();
  }

  /** Words of safety go at once and again at their own times, beside whatever hangs here or in another tab: the server takes
      each once. */
  async speak() {
    if (!this.device.isOpen) return;
    const due = words(await this.device.queue(), Date.now()).filter(([word]) => !this.spoken.has(word.id));
    due.forEach(([word]) => this.spoken.add(word.id));
    await this.sendThese(due).finally(() => due.forEach(([word]) => this.spoken.delete(word.id)));
    clearTimeout(this.wordTimer);
    this.wordTimer = await this.planned(isWord, () => this.speak());
  }

  async round() {
    if (!this.device.isOpen) return;
    await navigator.locks.request("hanbat-field-send", { ifAvailable: true }, async (lock) => {
      if (lock) await this.sendThese(requests(await this.device.queue(), Date.now()));
    });
    clearTimeout(this.timer);
    this.timer = await this.planned((entry) => !isWord(entry), () => this.go());
  }

  async sendThese(wanted) {
    let silence = 0;
    for (const entries of wanted) {
      const outcome = await this.send(entries);
      if (outcome === "stop") return;
      silence = outcome === "silence" ? silence + 1 : 0;
      if (silence >= MOST_SILENCE) return;
    }
  }

  async send(entries) {
    const items = await Promise.all(entries.map((entry) => this.device.itemOf(entry)));
    const waiting = unsent(await this.device.queue()).length;
    const { device } = this.device.meta;
    const answer = await (isWord(entries[0]) ? this.server.say(device, items, waiting) : this.server.send(device, items, waiting));
    if (!this.device.isOpen) return "stop"; // locked or wiped meanwhile: what was answered is asked again
    if (answer.status === 401 || answer.status === 410) return this.stop(answer.status === 401 ? "signed_out" : "unknown");
    if (!answer.ok || !Array.isArray(answer.told.answers)) return this.fail(entries, answer);
    this.state = "idle";
    const { receipt } = await this.device.keys();
    const by = new Map(answer.told.answers.map((one) => [one.id, one]));
    const told = await Promise.all(entries.map((entry) => this.verdict(entry, by.get(entry.id), receipt)));
    await this.device.update(told); // the receipts lie on the device before anything else is done
    await this.on.heard(answer.told);
    this.on.changed();
    return "heard";
  }

  /** An answer counts only with a receipt for exactly this item, or with a refusal. */
  async verdict(entry, answer, key) {
    if (answer?.code) return answered(entry, answer);
    if (answer && (await isOwnReceipt(key, entry, answer))) return answered(entry, answer);
    return failed(entry, Date.now(), Math.random(), "receipt");
  }

  async fail(entries, answer) {
    this.state = answer.status ? "server" : "offline";
    await this.device.update(entries.map((entry) => failed(entry, Date.now(), Math.random(), this.state)));
    this.on.changed();
    return answer.status ? "heard" : "silence";
  }

  stop(state) {
    this.state = state;
    this.on.changed();
    return "stop";
  }

  async retry() {
    const left = unsent(await this.device.queue());
    await this.device.update(left.map(again));
    await this.go();
  }

  /** The next try of such entries when the first of their pauses is over; the look every half minute is for clocks that jump. */
  async planned(which, act) {
    if (!this.device.isOpen) return null; // wiped or locked by what was heard
    const moment = nextTry((await this.device.queue()).filter(which), Date.now());
    return moment !== null && this.state !== "signed_out" ? setTimeout(act, Math.max(moment - Date.now(), 1_000)) : null;
  }
}
