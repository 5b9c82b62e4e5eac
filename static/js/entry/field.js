/* One question on the page: its words, its control, what is wrong with it, the reason for keeping what is unlikely, the
   supervisor's note, what is offered from last time. */
import { Finding, choiceControl } from "./choices.js";
import { Photo } from "./photo.js";
import { Box, Reading, Sum, Typing, dayControl, figureControl, momentControl, placeControl, timeControl } from "./typing.js";
import { isKorean, make, said, show, write } from "./wording.js";
import { inWords } from "./money.js";

const LONGEST_REASON = 500;
let serial = 0;

export class Field {
  constructor(sheet, item, node) {
    Object.assign(this, { sheet, item, node, record: sheet.record, wording: sheet.wording, touched: false, warned: null });
    this.id = `q${(serial += 1)}`;
    this.label = this.wording.label(item, node);
    this.listChanges = Boolean(item.choices) && item.choices.nodes[2].some(([, predicates]) => predicates.length);
    this.wordsChange = this.wording.changes(item.label);
    this.helpChanges = this.wording.changes(item.hint);
    this.control = controlOf(this);
    this.element = this.build();
    this.control.show(node.text);
    this.refresh();
  }

  get isNote() {
    return this.control instanceof Reading;
  }

  build() {
    const { item, id } = this;
    this.words = make("span", {}, this.label);
    this.star = make("span", { class: "field-required", hidden: true }, ` ${said("required_mark")}`);
    const help = this.wording.text(item.hint, this.node);
    this.help = make("div", { class: "field-help", id: `${id}-help`, hidden: help === "" }, help);
    this.error = make("div", { class: "field-error", id: `${id}-error`, hidden: true });
    const title = this.control.grouped ? make("legend", { class: "field-label" }, this.words, this.star) : make(this.isNote ? "p" : "label", { class: "field-label", for: this.isNote ? null : id }, this.words, this.star);
    const parts = [title, this.help, this.noteOfSupervisor(), this.error, this.control.element, this.offering(), this.reasoning()];
    const inside = this.control.grouped ? [make("fieldset", {}, ...parts)] : parts;
    const holder = make("div", { class: `field entry-field entry-${item.control}${this.isNote ? " entry-note-field" : ""}`, "data-path": item.path }, ...inside);
    if (!this.isNote) holder.dataset.stop = "";
    holder.field = this;
    holder.addEventListener("focusout", (event) => holder.contains(event.relatedTarget) || this.left());
    return holder;
  }

  noteOfSupervisor() {
    const note = this.sheet.notes[this.node.address];
    return note ? make("p", { class: "entry-note", id: `${this.id}-note` }, make("strong", {}, said("note_of_supervisor")), ` ${note}`) : null;
  }

  /** What the person gave last time, or what is known already, is one key away. */
  offering() {
    const offered = this.sheet.offered(this.item);
    if (!offered || this.isNote) return null;
    this.offer = make("button", { type: "button", class: "krds-btn small tertiary entry-offer", tabindex: "-1" }, said("offer", { value: this.inWords(offered) }), make("kbd", {}, "F2"));
    this.offer.addEventListener("click", () => this.takeOffer());
    return this.offer;
  }

  takeOffer() {
    if (!this.offer || this.offer.hidden) return false;
    this.typed(this.sheet.offered(this.item));
    this.control.show(this.node.text);
    this.control.focus();
    return true;
  }

  reasoning() {
    if (!this.item.soft) return null;
    this.reason = make("input", { class: "krds-input", id: `${this.id}-reason`, type: "text", maxlength: LONGEST_REASON, autocomplete: "off", enterkeyhint: "next" });
    this.reasonBox = make("div", { class: "entry-reason", "data-stop": "", hidden: true }, make("label", { for: this.reason.id }, said("reason"), make("span", { class: "sr-only" }, ` (${this.label})`)), this.reason);
    this.reason.addEventListener("input", () => this.sheet.reasoned(this.node.address, this.reason.value));
    this.reasonBox.focusStop = () => this.reason.focus();
    return this.reasonBox;
  }

  choices() {
    return this.record.offered(this.node).map((row) => this.wording.choice(this.item, row));
  }

  inWords(answer) {
    const node = { ...this.node, text: answer, path: this.node.path };
    if (this.item.unit === "10k_won") return inWords(answer, isKorean()) || answer;
    return this.wording.answer(this.item, node);
  }

  typed(answer) {
    if (answer === this.node.text) return;
    this.node.text = answer;
    this.sheet.edited(this);
  }

  /** The person goes on: what was typed is understood as far as it goes. */
  leave() {
    this.control.leave();
    this.left();
  }

  left() {
    if (!this.touched && (this.node.text !== "" || this.sheet.checking)) {
      this.touched = true;
      this.refresh();
    }
  }

  get isVisible() {
    return this.node.relevant;
  }

  refresh() {
    show(this.element, this.node.relevant);
    if (!this.node.relevant) return;
    if (this.wordsChange) write(this.words, this.wording.label(this.item, this.node));
    if (this.helpChanges) this.showHelp();
    if (this.item.required) show(this.star, this.record.isRequired(this.node));
    if (this.item.readonly) this.fix(this.record.isReadonly(this.node));
    this.control.refresh();
    if (this.offer) show(this.offer, this.node.text === "");
    this.showProblem();
  }

  showHelp() {
    const help = this.wording.text(this.item.hint, this.node);
    show(this.help, help !== "");
    write(this.help, help);
  }

  fix(fixed) {
    for (const input of this.control.inputs) input.toggleAttribute(["radio", "checkbox"].includes(input.type) ? "disabled" : "readonly", fixed);
  }

  /** The first thing that is wrong with the answer, as soon as the person has been here. */
  problem() {
    if (this.isNote || !this.node.relevant) return null;
    return this.record.wrongWith(this.node)[0] ?? this.sheet.serverProblems.get(this.node.address) ?? null;
  }

  showProblem() {
    const found = this.touched || this.sheet.checking || this.sheet.serverProblems.has(this.node.address) ? this.problem() : null;
    const unlikely = found?.fault === "unlikely";
    const state = found ? `${found.fault} ${this.help.hidden}` : `${this.help.hidden}`;
    if (this.reasonBox) this.showReason(unlikely);
    if (found) write(this.error, `${said(unlikely ? "unlikely_mark" : "error_mark")} ${this.wording.problem(found, this.item, this.node)}`);
    if (state === this.state) return;
    this.state = state;
    if (!found) write(this.error, "");
    this.error.hidden = !found;
    this.error.classList.toggle("entry-unlikely", unlikely);
    this.element.classList.toggle("field-invalid", Boolean(found) && !unlikely);
    this.element.classList.toggle("entry-doubted", unlikely);
    this.describe(found);
  }

  showReason(asked) {
    show(this.reasonBox, asked);
    const kept = this.sheet.reasons[this.node.address] ?? "";
    if (asked && this.reason.value !== kept && document.activeElement !== this.reason) this.reason.value = kept;
  }

  describe(found) {
    const parts = [this.help.hidden ? null : this.help.id, this.sheet.notes[this.node.address] ? `${this.id}-note` : null, found ? this.error.id : null];
    for (const part of ["unit", "words"]) if (!this.isNote && this.control.element.querySelector(`#${this.id}-${part}`)) parts.push(`${this.id}-${part}`);
    const ids = parts.filter(Boolean).join(" ");
    for (const input of this.control.inputs) {
      if (this.control.grouped) continue;
      if (ids) input.setAttribute("aria-describedby", ids);
      else input.removeAttribute("aria-describedby");
      input.setAttribute("aria-invalid", String(Boolean(found) && found.fault !== "unlikely"));
      input.classList.toggle("is-error", Boolean(found) && found.fault !== "unlikely");
    }
    if (!this.control.grouped) return;
    const group = this.element.firstChild;
    if (ids) group.setAttribute("aria-describedby", ids);
    else group.removeAttribute("aria-describedby");
  }

  focusStop() {
    this.control.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }
}

function controlOf(field) {
  const { item } = field;
  const asks = item.appearance?.split(" ") ?? [];
  if (item.control === "input" && item.readonly?.[0] === "call" && item.readonly[1] === "true") return new Reading();
  if (item.control === "upload") return field.sheet.state.files ? new Photo(field) : new Reading(said("no_upload"));
  if (item.control === "trigger") return new Box(field);
  if (item.choices) return choiceControl(field);
  if (item.name === "industry" && field.sheet.industries) return new Finding(field, field.sheet.industries(), true);
  if (item.unit === "10k_won") return new Sum(field);
  if (["int", "decimal"].includes(item.kind)) return figureControl(field);
  const own = { date: dayControl, time: timeControl, dateTime: momentControl, geopoint: placeControl }[item.kind];
  if (own) return own(field);
  return new Typing(field, { lines: asks.includes("multiline"), inputmode: asks.includes("numbers") ? "numeric" : null });
}
