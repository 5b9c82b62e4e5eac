/* What is typed into the page of entry is kept on the device alone, and handing it in puts it into the queue. */
import { Handing } from "../entry/handing.js";
import { Keeper } from "../entry/keeping.js";
import { Record } from "../entry/record.js";
import { make } from "../entry/wording.js";
import { said } from "./words.js";

const SETTLE = 150; // milliseconds after the last key

/** A keeper whose server is the device. `draft`: {content, base, revision, reasons, form}; base: the content with which it
    began, to know what was changed here. */
export class DeviceKeeper extends Keeper {
  constructor(state, sheet, paradata, on, { device, wave, business, draft }) {
    super(`field:${wave}:${business}`, state, sheet, paradata, on);
    Object.assign(this, { device, wave, business, draft, under: Promise.resolve() });
    if (draft.base !== undefined) this.base = draft.base ? new Record(this.record.form, draft.base).typed() : {};
  }

  restored() {
    return null; // the draft was read before the page was drawn
  }

  later() {
    this.touched = true;
    this.show("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SETTLE);
  }

  keep() {}

  /** Writes one after the other: the last one stays. */
  save() {
    clearTimeout(this.timer);
    if (this.done || !this.device?.isOpen) return this.under;
    this.under = this.under.then(() => this.write());
    return this.under;
  }

  async write() {
    if (this.done || !this.touched) return;
    this.wrote = true;
    const { reasons } = this.sheet();
    const draft = { ...this.draft, content: this.record.xml(), reasons, paradata: this.paradata.sofar(), at: Date.now() };
    try {
      await this.device.keepDraft(this.wave, this.business, draft);
      this.isKept = true;
      this.say(said("kept_here", { time: new Date().toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false }) }), "saved");
    } catch (fault) {
      this.isKept = false;
      this.say(said(fault.name === "QuotaExceededError" ? "device_full" : "not_kept"), "failed");
      this.timer = setTimeout(() => this.save(), 5_000);
    }
  }

  say(words, state = "failed") {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.querySelector("[data-autosave-text]").textContent = words;
  }

  /** What goes into the queue. */
  told(handIn, position) {
    const { reasons } = this.sheet();
    return {
      content: this.record.xml(), changed: Object.keys(this.changed()), revision: this.draft.revision, hand_in: handIn,
      reasons, paradata: { ...this.draft.paradata, ...this.paradata.sofar() }, position,
    };
  }

  finish() {
    this.done = true;
    clearTimeout(this.timer);
  }
}

export class DeviceHanding extends Handing {
  /** after: {kept()} once it lies in the queue; position(): where the device is, or null. */
  constructor(form, parts, after) {
    super(form, parts);
    this.after = after;
  }

  async send() {
    const { keeper } = this;
    await keeper.save();
    try {
      await keeper.device.enqueue("record", keeper.wave, keeper.business, keeper.told(true, await this.after.position()), { form: keeper.draft.form });
    } catch (fault) {
      return this.show(said(fault.name === "QuotaExceededError" ? "device_full" : "not_kept"), []);
    }
    keeper.finish();
    this.done();
  }

  done() {
    const title = make("h2", { tabindex: "-1" }, said("kept_title"));
    const onward = make("a", { class: "krds-btn primary", href: "#" }, said("next_business"));
    this.form.replaceWith(make("section", { class: "entry-receipt" }, title, make("p", {}, said("kept_text")), make("p", { class: "form-actions" }, onward)));
    onward.focus();
    this.after.kept();
  }
}
