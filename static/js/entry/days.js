/* Days, months, years and hours as people type them (201903, 2019년 3월, 19.3.5, 어제, 오후 3시) ↔ as the form keeps
   them (2019-03-01, 15:00:00.000+09:00). */
const TODAY = { 오늘: 0, today: 0, 어제: -1, yesterday: -1, 그제: -2, 그저께: -2 };

/** The day that was meant, as 2019-03-05; null for none. `span`: "day", "month" (its first day) or "year" (likewise);
    `today`: 2026-11-26, by which two-digit years and days without a year are understood. */
export function readDay(typed, span, today) {
  const said = typed.normalize("NFKC").trim().toLowerCase();
  if (said in TODAY) return cut(shifted(today, TODAY[said]), span);
  const parts = /^\d+$/.test(said) ? fromDigits(said, span) : fromParts(said, span);
  if (!parts) return null;
  const [year, month, day] = parts;
  return dated(year === null ? nearest(month, day, today) : fullYear(year, today), month, day);
}

/** A kept day as its field shows it. */
export function shownDay(kept, span) {
  return /^\d{4}-\d{2}-\d{2}$/.test(kept) ? kept.slice(0, { day: 10, month: 7, year: 4 }[span]) : kept;
}

function fromDigits(digits, span) {
  const cutAt = (...places) => places.map((place, index) => digits.slice(index ? places[index - 1] : 0, place));
  const { length } = digits;
  if (length === 8) return span === "day" ? cutAt(4, 6, 8) : withoutDay(cutAt(4, 6), span);
  if (span === "year") return length === 4 || length === 2 ? [digits, "1", "1"] : null;
  if (span === "month") return length === 6 ? withoutDay(cutAt(4, 6), span) : length === 4 ? withoutDay(cutAt(2, 4), span) : null;
  if (length === 6) return cutAt(2, 4, 6);
  return length === 4 ? [null, ...cutAt(2, 4)] : null;
}

function fromParts(said, span) {
  if (!/^\d{1,4}(\s*[-./년월일\s]\s*\d{1,2}){0,2}\s*[-./년월일]?$/u.test(said)) return null;
  const parts = said.match(/\d+/g);
  if (parts.length === 3) return span === "day" ? parts : withoutDay(parts, span);
  if (span === "year") return [parts[0], "1", "1"];
  if (span === "month") return parts.length === 2 ? withoutDay(parts, span) : null;
  return parts.length === 2 && parts[0].length < 3 ? [null, ...parts] : null;
}

const withoutDay = ([year, month], span) => [year, span === "year" ? "1" : month, "1"];
const cut = (day, span) => ({ day, month: `${day.slice(0, 7)}-01`, year: `${day.slice(0, 4)}-01-01` })[span];

/** 19 is 2019 and 79 is 1979: never later than next year. */
function fullYear(year, today) {
  if (year.length === 4) return Number(year);
  if (year.length !== 2) return NaN;
  const recent = 2000 + Number(year);
  return recent <= Number(today.slice(0, 4)) + 1 ? recent : recent - 100;
}

/** A day without its year is the last one of its name. */
function nearest(month, day, today) {
  const year = Number(today.slice(0, 4));
  const written = dated(year, month, day);
  return written !== null && written > today ? year - 1 : year;
}

function dated(year, month, day) {
  const at = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  const right = year >= 100 && at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
  return right ? at.toISOString().slice(0, 10) : null;
}

function shifted(day, by) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

const CLOCK = /^(오전|오후|am|pm)?\s*(\d{1,2})(?:(?:\s*[:시]\s*(\d{1,2})?)|(\d{2}))?\s*분?\s*(am|pm)?$/u;

/** The hour that was meant, as 15:20:00.000+09:00; null for none. */
export function readTime(typed) {
  const found = CLOCK.exec(typed.normalize("NFKC").trim().toLowerCase());
  if (!found) return null;
  const half = found[1] ?? found[5];
  const minute = Number(found[3] ?? found[4] ?? "0");
  let hour = Number(found[2]);
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (["오후", "pm"].includes(half) ? 12 : 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00.000+09:00`;
}

export const shownTime = (kept) => (/^\d{2}:\d{2}:/.test(kept) ? kept.slice(0, 5) : kept);

/** A day and an hour, with a blank between them. */
export function readMoment(typed, today) {
  const said = typed.trim();
  const cutAt = said.search(/\s(오전|오후)?\s*\S+$/u);
  if (cutAt < 0) return null;
  const [day, hour] = [readDay(said.slice(0, cutAt), "day", today), readTime(said.slice(cutAt))];
  return day && hour ? `${day}T${hour}` : null;
}

export const shownMoment = (kept) => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(kept) ? kept.slice(0, 16).replace("T", " ") : kept);
