/* Visiting with a phone: one block at a time, with how far one is and big buttons to go on and back. */
import { make, said, write } from "./wording.js";

export class Pages {
  constructor(form, sheet, mode) {
    Object.assign(this, { form, sheet, mode, at: 0 });
    this.bar = make("progress", { max: 1, value: 0, class: "entry-progress", "aria-label": said("progress_label") });
    this.words = make("p", { class: "entry-progress-words" });
    this.head = make("div", { class: "entry-pages" }, this.words, this.bar);
    this.back = make("button", { type: "button", class: "krds-btn tertiary" }, said("block_back"));
    this.on = make("button", { type: "button", class: "krds-btn secondary" }, said("block_on"));
    this.foot = make("div", { class: "entry-pages-foot" }, this.back, this.on);
    form.querySelector("[data-entry-pages]").replaceChildren(this.head);
    form.querySelector("[data-entry-pages-foot]").replaceChildren(this.foot);
    this.back.addEventListener("click", () => this.turn(-1));
    this.on.addEventListener("click", () => this.turn(1));
  }

  blocks() {
    return this.sheet().blocks.filter((block) => block.relevant);
  }

  /** Shows what belongs to the block at hand; all of them where one does not visit. */
  refresh() {
    const visiting = this.mode() === "visit";
    const blocks = this.blocks();
    if (!blocks.includes(this.block)) this.block = blocks[Math.min(this.at, blocks.length - 1)];
    this.at = blocks.indexOf(this.block);
    for (const block of this.sheet().blocks) block.element.toggleAttribute("data-away", visiting && block !== this.block);
    this.back.hidden = this.at === 0;
    this.on.hidden = this.at === blocks.length - 1;
    this.form.toggleAttribute("data-may-hand-in", this.on.hidden || this.sheet().state.returned); // what came back is mended in one place
    const [done, asked] = this.counted();
    this.bar.max = Math.max(asked, 1);
    this.bar.value = done;
    const place = visiting ? `${said("block_of", { n: this.at + 1, of: blocks.length, name: this.block.title })} · ` : "";
    write(this.words, place + said("answered", { n: done, of: asked }));
  }

  /** How many questions that are asked just now have their answer. */
  counted() {
    const asked = this.sheet().fields().filter((field) => field.isVisible && !field.isNote);
    return [asked.filter((field) => field.node.text !== "").length, asked.length];
  }

  turn(step) {
    const blocks = this.blocks();
    const next = blocks[this.at + step];
    if (!next) return this.form.querySelector("[data-hand-in]")?.focus();
    this.show(next);
    this.form.scrollIntoView({ block: "start" });
    (next.heading ?? next.element).focus({ preventScroll: true });
  }

  show(block) {
    this.block = block;
    this.refresh();
  }

  /** The block in which a question stands. */
  open(field) {
    const block = this.sheet().blocks.find((one) => one.fields().includes(field));
    if (block && this.mode() === "visit") this.show(block);
    field.focusStop();
  }
}
