/* How the entry went, collected quietly for the work on the questionnaire itself: for each question the time spent at it
   and how often somebody came and changed its answer, and how many keys were pressed; no contents. */
const LONGEST = 5 * 60_000; // a longer pause was no work at the question

export class Paradata {
  constructor(form) {
    this.window = `${new Date().toISOString()} ${Math.random().toString(36).slice(2, 10)}`;
    Object.assign(this, { questions: {}, modes: {}, keys: 0, clicks: 0 });
    form.addEventListener("focusin", (event) => this.begin(event.target.closest("[data-stop]")?.field));
    form.addEventListener("focusout", () => this.pause());
    form.addEventListener("keydown", () => (this.keys += 1));
    form.addEventListener("pointerdown", () => (this.clicks += 1));
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  begin(field) {
    this.pause();
    this.at = field ? { address: field.node.address, since: Date.now() } : null;
  }

  pause() {
    if (!this.at) return;
    const spent = Math.min(Date.now() - this.at.since, LONGEST);
    const one = this.of(this.at.address);
    one.ms += spent;
    this.modes[this.mode] = (this.modes[this.mode] ?? 0) + spent;
    this.at = null;
  }

  /** Typing an answer, letter by letter, is one change of it; coming back to it and typing is another. */
  edited(field) {
    const { address } = field.node;
    const isHere = this.at?.address === address;
    if (isHere && this.at.edited) return;
    if (isHere) this.at.edited = true;
    this.of(address).edits += 1;
  }

  of(address) {
    return (this.questions[address] ??= { ms: 0, edits: 0 });
  }

  /** As it is sent, under a key of this window, so that sent again it counts once; time runs on for the question at hand. */
  sofar() {
    const { at } = this;
    this.pause();
    if (at) this.at = { ...at, since: Date.now() };
    return { [this.window]: { questions: this.questions, keys: this.keys, clicks: this.clicks, modes: this.modes } };
  }
}
