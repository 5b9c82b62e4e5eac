/* Saves what is typed by itself (docs/records.md, "The page of entry and the server"): what changed since the server's
   revision, with the whole instance; what another window saved is merged field by field, the same field changed in both is
   shown side by side. Until the server has it, it lies on the device too, under the person's id and apart for each window,
   and is put back. */
import { csrfToken, text } from "../texts.js";
import { Record, fieldOf } from "./record.js";

const WAIT = 800;
const RETRY = 10_000;
const KEEP = 7 * 24 * 3_600_000;
const WINDOW = "hanbat:entry:window";
const KEEPALIVE_LIMIT = 60_000; // a browser sends no more than 64 KB once the page is left

export class Keeper {
  /** on: {taken(fields), conflict(fields, other)}; sheet(): the page as it stands. */
  constructor(url, state, sheet, paradata, on) {
    Object.assign(this, { url, sheet, paradata, on, revision: state.revision });
    this.place = `hanbat:draft:${document.body.dataset.user ?? "anonymous"}:${url}`;
    this.key = `${this.place}#${windowName()}`;
    this.status = document.querySelector("[data-autosave-status]");
    this.base = sheet().record.typed();
    this.baseReasons = JSON.stringify(sheet().reasons);
    this.undecided = new Set(); // fields that two windows changed, until the person chooses
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("pagehide", () => this.save());
    document.addEventListener("hanbat:session-over", () => this.show("expired"));
  }

  get record() {
    return this.sheet().record;
  }

  changed() {
    const now = this.record.typed();
    const addresses = new Set([...Object.keys(now), ...Object.keys(this.base)]);
    return Object.fromEntries([...addresses].filter((one) => (now[one] ?? "") !== (this.base[one] ?? "")).map((one) => [one, now[one] ?? ""]));
  }

  isClean() {
    return Object.keys(this.changed()).length === 0 && JSON.stringify(this.sheet().reasons) === this.baseReasons;
  }

  /** Something was typed: kept on the device at once, sent after a pause. */
  later() {
    if (!this.undecided.size) this.show("saving");
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keep(), 150);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  keep() {
    const { reasons } = this.sheet();
    if (this.done || this.isClean()) return localStorage.removeItem(this.key);
    const kept = { at: Date.now(), revision: this.agreed ?? this.revision, base: this.base, content: this.record.xml(), reasons };
    localStorage.setItem(this.key, JSON.stringify(kept));
  }

  /** What was typed and did not reach the server: put back on the revision that it was typed on. */
  restored() {
    const kept = this.lying();
    if (!kept) return null;
    this.revision = kept.revision;
    this.base = kept.base;
    this.show("restored");
    this.later();
    return kept;
  }

  /** What lies on the device of this record: this window's, else the latest of another, which goes on here. */
  lying() {
    const found = this.keys().map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
    const fresh = found.filter(({ content, at }) => content && Date.now() - at <= KEEP);
    for (const { key } of found) if (!fresh.some((one) => one.key === key)) localStorage.removeItem(key);
    const latest = fresh.find(({ key }) => key === this.key) ?? fresh.sort((one, other) => other.at - one.at)[0];
    if (!latest) return null;
    const { key, ...kept } = latest;
    localStorage.removeItem(key);
    localStorage.setItem(this.key, JSON.stringify(kept));
    return kept;
  }

  keys() {
    return Object.keys(localStorage).filter((key) => key === this.place || key.startsWith(`${this.place}#`));
  }

  body() {
    const { reasons } = this.sheet();
    return JSON.stringify({ revision: this.revision, content: this.record.xml(), changed: this.changed(), reasons, paradata: this.paradata.sofar() });
  }

  post(url, body) {
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body,
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_LIMIT,
    }).catch(() => null);
  }

  /** Sends what changed; a save under way is waited for, also by several who wait for it. */
  async save() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (this.done || this.undecided.size) return;
    if (this.isClean()) return this.savedAt && this.show("saved", { time: this.savedAt });
    this.keep();
    this.sending = this.send().finally(() => {
      this.sending = null;
    });
    await this.sending;
  }

  async send() {
    this.show("saving");
    const sent = this.snapshot();
    const answer = await this.post(this.url, this.body());
    if (answer?.ok && !answer.redirected) return this.saved(await answer.json(), sent);
    if (answer?.status === 409) return this.elsewhere(await answer.json());
    if (isSignedOut(answer)) return this.show("expired");
    if (answer && [400, 403, 404, 413, 422].includes(answer.status)) return this.refused(answer);
    this.show(navigator.onLine && answer ? "failed" : "offline");
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  snapshot() {
    return { typed: this.record.typed(), reasons: JSON.stringify(this.sheet().reasons), held: this.heldNow() };
  }

  heldNow() {
    return new Map(fieldsOf(this.record.form).map((field) => [field, this.record.held(field)]));
  }

  saved(answer, sent) {
    this.revision = answer.revision;
    this.base = sent.typed;
    this.baseReasons = sent.reasons;
    if (answer.content) this.merge(answer.content, (field) => this.record.held(field) !== sent.held.get(field));
    this.savedAt = answer.saved_at;
    this.show("saved", { time: answer.saved_at });
    document.dispatchEvent(new CustomEvent("hanbat:server-contact"));
    if (this.isClean()) localStorage.removeItem(this.key);
    else this.later();
  }

  /** Takes over what another window saved, but for fields that were typed at here since. */
  merge(content, isOwn) {
    const other = new Record(this.record.form, content);
    const taken = fieldsOf(other.form).filter((field) => other.held(field) !== this.record.held(field) && !isOwn(field));
    this.base = other.typed();
    for (const field of taken) this.record.take(field, other);
    if (taken.length) this.on.taken(taken);
    return other;
  }

  /** The same fields were changed in both: the others are merged, these wait for the person. */
  elsewhere(answer) {
    if (!answer.fields?.length) return this.say(answer.message); // handed in, or taken away, in the meantime
    const mine = new Set(Object.keys(this.changed()).map(fieldOf));
    const both = answer.fields.map(fieldOf);
    const before = this.revision;
    this.revision = answer.revision;
    const other = this.merge(answer.content, (field) => mine.has(field));
    const apart = both.filter((field) => other.held(field) !== this.record.held(field));
    for (const field of apart) this.undecided.add(field);
    if (!apart.length) return this.later();
    this.agreed = before; // a page that is opened again is told of the conflict again
    this.keep();
    this.show("conflict_choose");
    this.on.conflict(apart, other);
  }

  decided(field, other, theirs) {
    this.undecided.delete(field);
    if (theirs) {
      this.record.take(field, other);
      this.on.taken([field]);
    }
    if (this.undecided.size) return;
    this.agreed = undefined;
    this.later();
  }

  async refused(answer) {
    const told = await answer.json().catch(() => ({}));
    this.say(told.message ?? text("failed"));
  }

  say(words) {
    this.show("failed");
    if (this.status) this.status.querySelector("[data-autosave-text]").textContent = words;
  }

  show(state, values = {}) {
    if (!this.status) return;
    this.status.dataset.state = { conflict_choose: "conflict" }[state] ?? state;
    this.status.querySelector("[data-autosave-text]").textContent = text(state, values);
  }

  /** Handed in: nothing is left to be kept. */
  finish() {
    this.done = true;
    clearTimeout(this.timer);
    clearTimeout(this.keepTimer);
    for (const key of this.keys()) localStorage.removeItem(key);
  }
}

/** A window goes by one name, also when its page is loaded again. */
function windowName() {
  const name = sessionStorage.getItem(WINDOW) ?? Math.random().toString(36).slice(2, 10);
  sessionStorage.setItem(WINDOW, name);
  return name;
}

export function isSignedOut(answer) {
  return Boolean(answer) && (answer.redirected || answer.type === "opaqueredirect" || answer.status === 401);
}

/** The fields of a form: its questions outside of repeats, and its outermost repeats whole. */
function fieldsOf(form) {
  const repeats = [];
  const found = [];
  for (const item of form.items.values()) {
    if (repeats.some((path) => item.path.startsWith(path))) continue;
    if (item.kind === "repeat") repeats.push(`${item.path}/`);
    if (item.kind === "repeat" || (item.holdsAnswer && item.control)) found.push(item.path);
  }
  return found;
}
