/* The person's round in the field as the device knows it: the server's word, and what was said here since. Pure. */
import { unsent } from "./queue.js";

const MINUTE = 60_000;

/** A round: {wave, state, since, until, due, last, every, attended_by}, moments as text; {} while there is none.

    `known`: what the server said with the work, at the moment `at`; a receipt that came later knows better. What it has not
    signed for yet is put upon that in its order. */
export function roundOf(known, at, words) {
  const receipts = words.filter(({ state, signedAt }) => state === "sent" && signedAt > at);
  const latest = receipts.reduce((last, one) => (last && last.signedAt > one.signedAt ? last : one), null);
  const signed = latest ? JSON.parse(latest.receipt).outcome : known;
  return unsent(words).reduce((round, word) => after(round, word), signed);
}

function after(round, { said, made, wave, until, every }) {
  if (said === "back") return {};
  if (said === "help") return { wave, since: made, until: "", due: "", every: 0, ...round, state: "help", last: round.last ?? made };
  if (said === "out") return round.state ? round : { wave, state: "out", since: made, until, every, last: made, due: next(made, every, until) };
  return round.state ? { ...round, state: "out", last: made, due: next(made, round.every, round.until) } : round;
}

/** Twin of rules/field/safety.next_word. */
function next(last, every, until) {
  const due = new Date(Date.parse(last) + every * MINUTE).toISOString();
  return until && Date.parse(last) < Date.parse(until) && Date.parse(until) < Date.parse(due) ? until : due;
}
