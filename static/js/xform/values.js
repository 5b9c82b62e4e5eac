/* What an expression can come to, and how one kind of value reads as another; the twin of survey/rules/xform/values.py.
   A value is a text, a number, a truth, a Moment, or an array of nodes. */

export class CannotEvaluate extends Error {}

const DAY = 86_400_000;

/** A date, or a date with its time; `at`: milliseconds since 1970-01-01 on the clock on the wall of the place. */
export class Moment {
  constructor(at) {
    this.at = at;
  }

  get parts() {
    return new Date(this.at); // read by its UTC parts only
  }

  toString() {
    return this.parts.toISOString().slice(0, 10);
  }
}

/** One value of it: that of the node when it is nodes, "" when there is none. */
export function single(value) {
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return "";
  if (value.length > 1) throw new CannotEvaluate(`${value[0].path} stands for ${value.length} answers where one is needed`);
  return content(value[0]);
}

/** What the answer of a node is, by its type; "" when it is not relevant, empty or not of its type. */
export function content(node) {
  if (!node.relevant || node.text === "") return "";
  if (node.kind === "int" || node.kind === "decimal") return number(node.text);
  if (node.kind === "date") return dayOf(node.text) ?? node.text;
  if (node.kind === "dateTime") return momentOf(node.text) ?? node.text;
  return node.text;
}

export function text(value) {
  const one = single(value);
  return typeof one === "number" ? written(one) : String(one);
}

/** A number as text: no exponent, as few digits as tell it from its neighbours. */
export function written(figure) {
  if (!Number.isFinite(figure) || Object.is(figure, -0)) return String(figure);
  if (Number.isInteger(figure)) return BigInt(figure).toString();
  const [mantissa, exponent] = String(figure).split("e-");
  if (exponent === undefined) return mantissa;
  const digits = mantissa.replace("-", "").replace(".", "");
  return `${figure < 0 ? "-" : ""}0.${"0".repeat(Number(exponent) - 1)}${digits}`;
}

const NUMBER = /^\s*-?(\d+\.?\d*|\.\d+)\s*$/;

export function number(value) {
  const one = single(value);
  if (typeof one === "boolean") return one ? 1 : 0;
  if (typeof one === "number") return one;
  if (one instanceof Moment) return one.at / DAY;
  return NUMBER.test(one) ? Number(one) : NaN;
}

export function truth(value) {
  const one = single(value);
  if (typeof one === "boolean") return one;
  if (typeof one === "number") return !(one === 0 || Number.isNaN(one));
  return one !== "";
}

/** A text as ISO 8601 or a number of days since 1970-01-01; null for nothing. */
export function moment(value) {
  const one = single(value);
  if (one instanceof Moment) return one;
  if (one === "") return null;
  if (typeof one === "number" && Math.abs(one) < 3_000_000) return new Moment(one * DAY);
  const found = typeof one === "string" ? (momentOf(one) ?? dayOf(one)) : null;
  if (!found) throw new CannotEvaluate(`${text(one)} is no date`);
  return found;
}

export function dayOf(writtenDay) {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(writtenDay.trim().slice(0, 10));
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, day);
  const back = new Date(at);
  return year > 99 && back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? new Moment(at) : null;
}

const MOMENT = /^(\d{4}-\d{1,2}-\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const SEOUL = 9 * 60;

/** 2020-03-05T07:08:09.123+09:00 on the clock in Seoul; null for anything else. */
export function momentOf(writtenMoment) {
  const found = MOMENT.exec(writtenMoment.trim());
  const start = found && dayOf(found[1]);
  if (!start) return null;
  const [hour, minute, second] = [found[2], found[3], found[4] ?? "0"].map(Number);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const wall = start.at + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(Number((found[5] ?? "").padEnd(6, "0")) / 1000);
  return new Moment(found[6] === undefined ? wall : wall + (SEOUL - offset(found[6])) * 60_000);
}

function offset(zone) {
  if (zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const away = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone[0] === "+" ? away : -away;
}

/** XPath's =: as truths when one is a truth, as numbers when one is a number, as texts else. */
export function equal(left, right) {
  const [one, other] = [single(left), single(right)];
  if (typeof one === "boolean" || typeof other === "boolean") return truth(one) === truth(other);
  if (typeof one === "number" || typeof other === "number") return number(one) === number(other);
  return text(one) === text(other);
}

/** Arguments with nodes unfolded to their answers. */
export function unfolded(values) {
  return values.flatMap((value) => (Array.isArray(value) ? value.map(content) : [value]));
}
