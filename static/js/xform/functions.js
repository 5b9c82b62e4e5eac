/* The functions an expression may call; the twin of survey/rules/xform/functions.py. How many arguments each takes was
   checked when the form was published. */
import { CannotEvaluate, Moment, moment, number, single, text, truth, unfolded } from "./values.js";

const MOST_MATCHED = 2000;
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SPACE = /[ \t\n\r\f\v]+/;

const chosen = (value) => text(value).split(SPACE).filter(Boolean);
const figures = (values) => unfolded(values).map(number).filter((figure) => !Number.isNaN(figure));

export const FUNCTIONS = {
  true: () => true,
  false: () => false,
  not: (value) => !truth(value),
  boolean: (value) => truth(value),
  number: (value) => number(value),
  string: (value) => text(value),
  concat: (...parts) => unfolded(parts).map(text).join(""),
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  "ends-with": (value, part) => text(value).endsWith(text(part)),
  "substring-before": (value, part) => text(value).slice(0, Math.max(0, text(value).indexOf(text(part)))),
  "substring-after": substringAfter,
  "string-length": (value) => [...text(value)].length,
  "normalize-space": (value) => chosen(value).join(" "),
  selected: (value, code) => chosen(value).includes(text(code).trim()) || text(code) === text(value),
  "count-selected": (value) => chosen(value).length,
  "selected-at": (value, place) => chosen(value)[Math.trunc(number(place))] ?? "",
  coalesce: (value, other) => (text(value) === "" ? single(other) : single(value)),
  abs: (value) => Math.abs(number(value)),
  "boolean-from-string": (value) => ["true", "1"].includes(text(value)),
  translate,
  substr,
  regex: (value, expression) => pattern(text(expression)).test(text(value).slice(0, MOST_MATCHED)),
  count: (nodes) => (Array.isArray(nodes) ? nodes.length : 0),
  "count-non-empty": (nodes) => (Array.isArray(nodes) ? nodes.filter((one) => one.text !== "" || one.children.size).length : 0),
  sum: (nodes) => unfolded([nodes]).filter((one) => one !== "").reduce((sum, one) => sum + number(one), 0),
  min: (...values) => least(figures(values), Math.min),
  max: (...values) => least(figures(values), Math.max),
  join: (between, ...parts) => unfolded(parts).map(text).join(text(between)),
  int: (value) => Math.trunc(number(value)) + 0,
  round,
  pow: (base, exponent) => number(base) ** number(exponent),
  checklist,
  date: (value) => midnight(moment(value)),
  "date-time": (value) => moment(value) ?? "",
  "decimal-date-time": (value) => (moment(value) ? number(moment(value)) - 9 / 24 : NaN),
  "format-date": formatted,
  "format-date-time": formatted,
};

const least = (found, by) => (found.length ? by(...found) : NaN);

function substringAfter(value, part) {
  const [whole, piece] = [text(value), text(part)];
  const at = whole.indexOf(piece);
  return at < 0 ? "" : whole.slice(at + piece.length);
}

function translate(value, old, fresh) {
  const [from, to] = [[...text(old)], [...text(fresh)]];
  return [...text(value)].map((one) => (from.includes(one) ? (to[from.indexOf(one)] ?? "") : one)).join("");
}

/** From the character at start (from 0; below 0: from the end) up to, not with, the one at end. */
function substr(value, start, end) {
  const whole = [...text(value)];
  const [first, last] = [number(start), end === undefined ? whole.length : number(end)];
  if (Number.isNaN(first) || Number.isNaN(last)) return "";
  const fromStart = (place) => (place < 0 ? Math.max(0, Math.trunc(place) + whole.length) : Math.trunc(place));
  return whole.slice(fromStart(first), fromStart(last)).join("");
}

const patterns = new Map();

/** The pattern has to fit the whole of the answer. */
function pattern(expression) {
  if (!patterns.has(expression)) {
    try {
      patterns.set(expression, new RegExp(`^(?:${expression})$`, "u"));
    } catch {
      throw new CannotEvaluate(`${expression} is no pattern`);
    }
  }
  return patterns.get(expression);
}

/** To the next whole number, or to so many places; halves up (-2.5 becomes -2). Digit by digit, as 1.255 reads. */
function round(value, places = 0) {
  const [figure, digits] = [number(value), number(places)];
  if (!Number.isFinite(figure) || Number.isNaN(digits)) return Number.isNaN(digits) ? NaN : figure;
  const moved = shifted(figure, digits);
  return shifted(Math.sign(moved) < 0 ? -Math.ceil(-moved - 0.5) : Math.floor(moved + 0.5), -digits) + 0;
}

/** The figure with its point moved, in its decimal digits: 1.255 by 2 is 125.5. */
function shifted(figure, by) {
  const [mantissa, exponent = "0"] = String(figure).split("e");
  return Number(`${mantissa}e${Number(exponent) + by}`);
}

function checklist(least, most, ...ticks) {
  const ticked = unfolded(ticks).filter(truth).length;
  return number(least) <= ticked && (number(most) < 0 || ticked <= number(most));
}

function midnight(found) {
  return found ? new Moment(Math.floor(found.at / 86_400_000) * 86_400_000) : "";
}

function formatted(value, form) {
  const found = moment(value);
  if (!found) return "";
  const at = found.parts;
  const two = (figure) => String(figure).padStart(2, "0");
  const [month, day, hour] = [at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours()];
  const parts = {
    Y: String(at.getUTCFullYear()).padStart(4, "0"), y: two(at.getUTCFullYear() % 100), m: two(month), n: String(month),
    b: MONTHS[month - 1], d: two(day), e: String(day), a: DAYS[at.getUTCDay()], H: two(hour), h: String(hour),
    M: two(at.getUTCMinutes()), S: two(at.getUTCSeconds()), 3: String(at.getUTCMilliseconds()).padStart(3, "0"), "%": "%",
  };
  return text(form).replace(/%(.)/gs, (_whole, part) => {
    if (!(part in parts)) throw new CannotEvaluate(`%${part} is no part of a date`);
    return parts[part];
  });
}
