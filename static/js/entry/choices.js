/* Questions with choices: by number or code on the keyboard, by big buttons under the thumb. */
import { text } from "../texts.js";
import { make, said } from "./wording.js";
import { Finder } from "./hangul.js";

const LONG = 25; // more choices than this are found by typing
const SHOWN = 40;

export function choiceControl(field) {
  const { item } = field;
  const asks = item.appearance?.split(" ") ?? [];
  const many = field.record.offered(field.node).length > LONG || asks.includes("autocomplete") || asks.includes("minimal");
  if (item.control === "select1") return many ? new Finding(field, field.choices()) : new Ticking(field, false);
  return new Ticking(field, true);
}

/** Radio buttons or boxes. Numbers typed while one of them has the focus choose: "3", or "1 4 7" where several may be
    chosen; the numbers are the codes themselves where all of these are numbers. */
class Ticking {
  grouped = true;

  constructor(field, several) {
    this.field = field;
    this.several = several;
    this.buffer = "";
    this.element = make("div", { class: `entry-choices${several ? " entry-several" : ""}` });
    this.build();
    this.element.addEventListener("change", () => this.chosen());
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusout", (event) => this.element.contains(event.relatedTarget) || (this.buffer = ""));
  }

  build() {
    this.offers = this.field.choices();
    const numeric = this.offers.every(({ code }) => /^\d{1,3}$/.test(code));
    this.numbers = this.offers.map(({ code }, index) => (numeric ? code : String(index + 1)));
    this.signature = this.offers.map(({ code }) => code).join(" ");
    this.inputs = this.offers.map(({ code }, index) =>
      make("input", { type: this.several ? "checkbox" : "radio", name: this.field.id, value: code, id: `${this.field.id}-${index}` }),
    );
    const options = this.inputs.map((input, index) =>
      make("div", { class: "entry-choice" }, input, make("label", { for: input.id },
        make("span", { class: "entry-number", "aria-hidden": "true" }, this.numbers[index]),
        make("span", { class: "entry-choice-text" }, this.offers[index].label))),
    );
    this.element.replaceChildren(...options);
  }

  /** The list may depend on other answers. */
  refresh() {
    if (!this.field.listChanges) return;
    const offers = this.field.choices();
    if (offers.map(({ code }) => code).join(" ") === this.signature) return;
    this.build();
    this.show(this.field.node.text);
  }

  show(answer) {
    this.order = answer.split(/\s+/).filter(Boolean);
    const given = this.several ? this.order : [answer];
    for (const input of this.inputs) input.checked = given.includes(input.value);
    if (this.field.item.control === "rank") this.showRanks();
  }

  showRanks() {
    this.inputs.forEach((input, index) => {
      const place = this.order.indexOf(input.value);
      input.nextSibling.firstChild.textContent = place < 0 ? this.numbers[index] : said("rank", { n: place + 1 });
    });
  }

  chosen() {
    const ticked = this.inputs.filter((input) => input.checked).map((input) => input.value);
    if (this.field.item.control === "rank") {
      const before = (this.order ?? []).filter((code) => ticked.includes(code));
      this.order = [...before, ...ticked.filter((code) => !before.includes(code))];
      this.showRanks();
      this.field.typed(this.order.join(" "));
    } else this.field.typed(ticked.join(" "));
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : null);
    if (digit !== null && !event.shiftKey) this.number(digit, event);
    else if (this.several && this.buffer !== "" && [" ", ","].includes(event.key)) this.settleNumber(event);
    else if (["Backspace", "Delete"].includes(event.key)) this.clear(event);
    else if (/^[a-z_]$/i.test(event.key)) this.letter(event);
    else if (!["Shift", "Enter"].includes(event.key)) this.buffer = "";
  }

  number(digit, event) {
    event.preventDefault();
    const longer = this.buffer + digit;
    const begins = (start) => this.numbers.some((one) => one.startsWith(start));
    if (this.several && this.buffer !== "" && this.pending && !begins(longer)) this.settleNumber(event);
    this.buffer = begins(longer) && /^\d*$/.test(this.buffer) ? longer : digit;
    const index = this.numbers.indexOf(this.buffer);
    const more = this.numbers.some((one) => one !== this.buffer && one.startsWith(this.buffer));
    if (index < 0) return;
    this.pending = this.several && more;
    if (!this.pending) this.pick(index);
    if (this.several && !this.pending) this.buffer = " "; // a blank that follows only parts the numbers
  }

  /** A number that could have gone on ("1" where there is a 12) is meant as it stands. */
  settleNumber(event) {
    event?.preventDefault();
    const index = this.numbers.indexOf(this.buffer);
    if (this.pending && index >= 0) this.pick(index);
    this.pending = false;
    this.buffer = " ";
  }

  /** A code by its first letters: "co" is completed. */
  letter(event) {
    const longer = (/^[a-z_]+$/.test(this.buffer) ? this.buffer : "") + event.key.toLowerCase();
    const index = this.offers.findIndex(({ code }) => code.toLowerCase().startsWith(longer));
    if (index < 0 || this.several) return;
    event.preventDefault();
    this.buffer = longer;
    this.pick(index);
  }

  pick(index) {
    const input = this.inputs[index];
    input.checked = this.several ? !input.checked : true;
    input.focus();
    this.chosen();
  }

  clear(event) {
    event.preventDefault();
    this.buffer = "";
    for (const input of this.inputs) input.checked = false;
    this.chosen();
  }

  /** Before the person goes on. */
  leave() {
    if (this.pending) this.settleNumber();
    this.buffer = "";
  }

  focus() {
    (this.inputs.find((input) => input.checked) ?? this.inputs[0])?.focus();
  }
}

/** One of a long list, found by typing: code, words, initial consonants (ARIA combobox); rows are drawn as far as they are
    looked at. `rows`: [{code, label}], or a promise of them. `free`: what is typed stays even when it is not in the list. */
export class Finding {
  grouped = false;

  constructor(field, rows, free = false) {
    this.field = field;
    this.free = free;
    this.active = -1;
    const list = `${field.id}-list`;
    this.input = make("input", {
      class: "krds-input", type: "text", id: field.id, role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "next",
      "aria-expanded": "false", "aria-controls": list, "aria-autocomplete": "list",
    });
    this.list = make("ul", { class: "combobox-list", id: list, role: "listbox", "aria-label": field.label, hidden: true });
    this.chosen = make("span", { class: "entry-words", id: `${field.id}-words` });
    this.element = make("div", { class: "combobox-box" }, this.input, this.list, this.chosen);
    this.inputs = [this.input];
    this.setRows(rows);
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.pick(this.found[Number(row.dataset.place)]);
    });
    this.list.addEventListener("scroll", () => this.draw());
  }

  async setRows(rows) {
    this.rows = [];
    this.finder = new Finder([]);
    this.rows = Array.isArray(rows) ? rows : await rows;
    this.finder = new Finder(this.rows);
    this.show(this.field.node.text);
    if (document.activeElement === this.input && this.input.value.trim()) this.search(); // typed before the list was there
  }

  refresh() {
    if (!this.field.listChanges) return;
    const rows = this.field.choices();
    if (rows.length === this.rows.length && rows.every(({ code }, index) => code === this.rows[index].code)) return;
    this.setRows(rows);
  }

  show(answer) {
    const row = this.rows.find(({ code }) => code === answer);
    if (document.activeElement !== this.input || this.input.value === "") this.input.value = this.free ? answer : (row?.label ?? answer);
    this.chosen.textContent = this.free && row ? row.label : "";
  }

  search() {
    this.found = this.finder.found(this.input.value);
    this.active = this.found.length && this.input.value.trim() ? 0 : -1;
    this.list.replaceChildren();
    this.draw();
    this.open(this.found.length > 0);
    this.mark();
    if (this.free) this.field.typed(this.input.value.trim().toUpperCase());
    else if (this.input.value.trim() === "") this.field.typed("");
    if (this.free) this.chosen.textContent = this.rows.find(({ code }) => code === this.field.node.text)?.label ?? "";
    this.field.sheet.tell(this.found.length ? text("results", { n: this.found.length }) : text("no_results"));
  }

  /** Draws rows until the end of what is in sight. */
  draw(until = 0) {
    const near = () => this.list.scrollTop + this.list.clientHeight + 200 >= this.list.scrollHeight;
    const { length } = this.list.children;
    if (length && !near() && until < length) return;
    const rows = this.found.slice(length, Math.max(length + SHOWN, until + 1));
    this.list.append(...rows.map(({ code, label }, index) =>
      make("li", { role: "option", id: `${this.list.id}-${length + index}`, "data-place": length + index, "aria-selected": "false" },
        label, label === code ? null : make("span", { class: "detail" }, code))));
  }

  key(event) {
    if (event.key === "ArrowDown" && this.list.hidden && !event.altKey) return this.stop(event, () => this.search());
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.stop(event, () => this.move(event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Escape") this.stop(event, () => this.close());
  }

  stop(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  move(step) {
    const { length } = this.found;
    this.active = (this.active + step + length) % length;
    this.draw(this.active);
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === this.active)));
    const row = this.list.children[this.active];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  pick(row) {
    this.close();
    this.input.value = this.free ? row.code : row.label;
    this.field.typed(row.code);
    this.show(row.code);
  }

  /** Going on takes the row that is marked; what fits nothing stays as it was typed and is told of. */
  leave() {
    if (!this.list.hidden && this.active >= 0) this.pick(this.found[this.active]);
    this.close();
    const written = this.input.value.trim();
    if (!this.free && written && !this.rows.some(({ label, code }) => label === written && code === this.field.node.text)) {
      const same = this.rows.find(({ code, label }) => code === written || label === written);
      this.field.typed(same ? same.code : written);
    }
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
  }

  close() {
    this.open(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  focus() {
    this.input.focus();
    this.input.select();
  }
}
