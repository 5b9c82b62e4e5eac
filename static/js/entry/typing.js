/* Questions answered by typing: text, figures, sums of money, days and hours; places; a box to confirm. */
import { readDay, readMoment, readTime, shownDay, shownMoment, shownTime } from "./days.js";
import { SCALES, grouped, inWords, readAmount, shownAmount, wholeAmount } from "./money.js";
import { isKorean, make, said, spanOf, write } from "./wording.js";

const FIGURE = /^-?(\d+\.?\d*|\.\d+)$/;

/** One line (or several) of text. `read`: what was typed → what is kept (null: kept as typed); `shown`: back again. */
export class Typing {
  grouped = false;

  constructor(field, { inputmode = null, read = (typed) => typed, shown = (kept) => kept, after = null, lines = false, narrow = false } = {}) {
    Object.assign(this, { field, read, shown });
    this.input = make(lines ? "textarea" : "input", {
      class: `krds-input${lines ? " textarea" : ""}${narrow ? " entry-narrow" : ""}`, id: field.id, type: lines ? null : "text",
      rows: lines ? 3 : null, inputmode, autocomplete: "off", enterkeyhint: lines ? null : "next", spellcheck: "false",
    });
    this.inputs = [this.input];
    this.element = after ? make("div", { class: "entry-line" }, this.input, after) : this.input;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("blur", () => this.leave());
  }

  typed() {
    const written = this.input.value;
    this.field.typed(written.trim() === "" ? "" : (this.read(written) ?? written.trim()));
  }

  show(kept) {
    if (document.activeElement === this.input && this.read(this.input.value) === kept) return;
    this.input.value = this.shown(kept);
  }

  /** What was understood is written out once the field is left. */
  leave() {
    this.input.value = this.shown(this.field.node.text);
  }

  refresh() {}

  focus() {
    this.input.focus();
    this.input.select?.();
  }
}

const unitWord = (unit) => said(`unit_${unit}`) === `unit_${unit}` ? unit : said(`unit_${unit}`);

function unitMark(field) {
  return field.item.unit ? make("span", { class: "entry-unit", id: `${field.id}-unit` }, unitWord(field.item.unit)) : null;
}

/** A figure with commas; digits of any width and commas are understood. */
export function figureControl(field) {
  const whole = field.item.kind === "int";
  const plain = field.item.unit === "year" || field.item.appearance?.includes("numbers");
  const read = (typed) => {
    const bare = typed.normalize("NFKC").replace(/[\s,]/g, "").replace(/^[−△▲]/, "-");
    return FIGURE.test(bare) ? bare : null;
  };
  const shown = (kept) => (FIGURE.test(kept) && !plain ? grouped(kept) : kept);
  return new Typing(field, { inputmode: whole ? "numeric" : "decimal", read, shown, after: unitMark(field), narrow: true });
}

/** A sum of money: shown and typed in the unit that the person chose for the page, its amount in words beside it. */
export class Sum extends Typing {
  constructor(field) {
    const after = make("span", { class: "entry-unit", id: `${field.id}-unit` });
    super(field, {
      inputmode: "decimal", after, narrow: true,
      read: (typed) => readAmount(typed, this.scale),
      shown: (kept) => shownAmount(kept, this.scale),
    });
    this.unit = after;
    this.words = make("p", { class: "entry-words", id: `${field.id}-words` });
    this.nearest = make("button", { type: "button", class: "krds-btn small tertiary", hidden: true });
    this.nearest.addEventListener("click", () => this.round());
    this.element.append(this.words, this.nearest);
  }

  get scale() {
    return SCALES[this.field.sheet.money];
  }

  show(kept) {
    super.show(kept);
    this.refresh();
  }

  refresh() {
    const kept = this.field.node.text;
    write(this.unit, said(`money_${this.field.sheet.money}`));
    write(this.words, inWords(kept, isKorean()));
    const broken = this.field.item.kind === "int" && FIGURE.test(kept) && kept.includes(".");
    this.nearest.hidden = !broken;
    if (broken) write(this.nearest, said("take_sum", { sum: inWords(wholeAmount(kept), isKorean()) }));
  }

  round() {
    this.field.typed(wholeAmount(this.field.node.text));
    this.show(this.field.node.text);
    this.input.focus();
  }
}

export function dayControl(field) {
  const span = spanOf(field.item);
  const shape = make("span", { class: "entry-unit" }, said(`shape_${span}`));
  return new Typing(field, {
    inputmode: isTouch() ? "numeric" : null, narrow: true, after: shape,
    read: (typed) => readDay(typed, span, field.record.today),
    shown: (kept) => shownDay(kept, span),
  });
}

const isTouch = () => matchMedia("(pointer: coarse)").matches;

export const timeControl = (field) => new Typing(field, { read: readTime, shown: shownTime, narrow: true, after: make("span", { class: "entry-unit" }, said("shape_time")) });

export const momentControl = (field) =>
  new Typing(field, { read: (typed) => readMoment(typed, field.record.today), shown: shownMoment, after: make("span", { class: "entry-unit" }, said("shape_moment")) });

/** A place: where the device is, or as two figures. */
export function placeControl(field) {
  const here = make("button", { type: "button", class: "krds-btn medium tertiary" }, said("place_here"));
  const control = new Typing(field, { after: here });
  here.addEventListener("click", () => {
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        field.typed(`${coords.latitude} ${coords.longitude} ${coords.altitude ?? 0} ${coords.accuracy ?? 0}`);
        control.show(field.node.text);
      },
      () => field.sheet.tell(said("place_failed")),
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  });
  return control;
}

/** "I have read this": one box. */
export class Box {
  grouped = true;

  constructor(field) {
    this.field = field;
    this.input = make("input", { type: "checkbox", id: `${field.id}-box` });
    this.inputs = [this.input];
    this.element = make("div", { class: "entry-choices" }, make("div", { class: "entry-choice" }, this.input,
      make("label", { for: this.input.id }, make("span", { class: "entry-choice-text" }, said("acknowledge")))));
    this.input.addEventListener("change", () => field.typed(this.input.checked ? "OK" : ""));
  }

  show(kept) {
    this.input.checked = kept !== "";
  }

  refresh() {}

  leave() {}

  focus() {
    this.input.focus();
  }
}

/** What is only read, or cannot be answered on this page (a photo). */
export class Reading {
  grouped = false;

  constructor(words = "") {
    this.element = make("p", { class: "entry-reading" }, words);
    this.inputs = [];
  }

  show() {}

  refresh() {}

  leave() {}

  focus() {}
}
