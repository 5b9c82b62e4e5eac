/* The queue of what was made on the device and what the server has not signed for yet (docs/offline.md). Pure: entries and
   moments (milliseconds) in, entries out; knows no store, no network, no clock.

   An entry: {number, id, sha256, kind, wave, business (null: a word of safety), state, tries, next, size, made, why?, message?, receipt?, signature?,
   server?, signedAt?}; state "waiting", "stuck" or "sent"; `number` is its place in the queue. What adds a business has `local`, the
   number (below 0) under which that is known here, and `real` once the server said which one is its own. */

const FIRST = 2_000; // milliseconds until the second try
const LONGEST = 10 * 60_000;
const LONGEST_WORD = 15_000; // a word of safety, above all a call for help, is tried again far sooner
const BATCH = 20; // items of one request
const BATCH_SIZE = 1_000_000; // characters
const TIRED = 5; // tries after which an item is told to be stuck, though it is still tried
const KEPT = 7 * 24 * 3_600_000; // after its receipt, by the server's clock

/** Whether it is a word of safety (static/js/field/round.js). */
export const isWord = (entry) => entry.kind === "safety";

/** How long to wait after so many tries; `chance` from 0 to 1 spreads devices that failed in the same moment. */
export function pause(tries, chance, longest = LONGEST) {
  return Math.round(Math.min(FIRST * 2 ** (tries - 1), longest) * (1 + chance / 2));
}

/** Whether it may be tried now. A moment further away than the longest pause was set by a clock that was wrong. */
export function isDue(entry, now) {
  return entry.state === "waiting" && (entry.tries === 0 || entry.next <= now || entry.next - now > 1.5 * LONGEST);
}

/** Words of safety that are due, each alone: a call for help first, the others in their order. */
export function words(entries, now) {
  const due = entries.filter((entry) => isWord(entry) && isDue(entry, now));
  return due.sort((one, other) => (other.said === "help") - (one.said === "help") || one.number - other.number).map((entry) => [entry]);
}

/** What else to send, request by request: what was never tried goes together, what failed goes alone and after it. */
export function requests(entries, now) {
  const due = entries.filter((entry) => !isWord(entry) && isDue(entry, now)).sort((one, other) => one.number - other.number);
  const found = [];
  for (const entry of due.filter(({ tries }) => tries === 0)) {
    const last = found.at(-1);
    const fits = last && last.length < BATCH && last.reduce((sum, { size }) => sum + size, entry.size) <= BATCH_SIZE;
    if (fits) last.push(entry);
    else found.push([entry]);
  }
  return [...found, ...due.filter(({ tries }) => tries > 0).map((entry) => [entry])];
}

/** It could not be sent, or nobody answered; `why` names it ("offline", "server", "receipt"). */
export function failed(entry, now, chance, why) {
  const tries = entry.tries + 1;
  return { ...entry, tries, next: now + pause(tries, chance, isWord(entry) ? LONGEST_WORD : LONGEST), why };
}

/** The server answered for it: with a receipt that was found to be its own, or with a refusal, and then it is stuck. */
export function answered(entry, answer) {
  if (!answer.receipt) return { ...entry, state: "stuck", why: answer.code, message: answer.message, tries: entry.tries + 1 };
  const { at, outcome } = JSON.parse(answer.receipt);
  const sent = { ...entry, state: "sent", why: "", message: "", receipt: answer.receipt, signature: answer.signature, server: answer.state, signedAt: Date.parse(at) };
  return entry.local && outcome?.business ? { ...sent, real: outcome.business } : sent;
}

/** A person wants it to be tried again at once. */
export function again(entry) {
  return { ...entry, state: "waiting", tries: 0, next: 0, why: "" };
}

/** What may leave the device: signed for more than a week ago, by the server's own clock. */
export function removable(entries, serverNow) {
  return entries.filter((entry) => entry.state === "sent" && serverNow - entry.signedAt > KEPT);
}

/** What does not go by itself. */
export function stuck(entries) {
  return entries.filter((entry) => entry.state === "stuck" || (entry.state === "waiting" && entry.tries >= TIRED));
}

/** What the server has not signed for. */
export function unsent(entries) {
  return entries.filter((entry) => entry.state !== "sent");
}

/** The moment of the next try that is planned; null when nothing waits. */
export function nextTry(entries, now) {
  const moments = entries.filter(({ state }) => state === "waiting").map((entry) => (isDue(entry, now) ? now : entry.next));
  return moments.length ? Math.min(...moments) : null;
}

/** The id of the latest item of a business that a new one follows; "" when there is none. */
export function latestOf(entries, wave, business) {
  const same = entries.filter((entry) => entry.wave === wave && entry.business === business && entry.kind === "record");
  return same.sort((one, other) => other.number - one.number)[0]?.id ?? "";
}
