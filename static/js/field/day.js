/* The enumerator's day without the server: its order, with what was done on the device since (twin of queries/work.my_list), and
   how a business is found in it (twin of queries/find). */
import { nameKey, typedPattern } from "../entry/hangul.js";

const SHOP_NUMBER = /^(MA|F)?\d{6,20}$/i;
const URGENCY = { returned: 0, draft: 1 };
const HANDED_IN = ["submitted", "approved"];

/** How a business stands here: {...business, here}: "" as the server knows it, "draft" begun on the device, "queued" handed in
    and not sent, "sent" handed in since the server was asked last, "visited" without an interview. `queue` are its entries. */
export function standing(business, hasDraft, queue) {
  const news = queue.filter((entry) => entry.state !== "sent" || entry.signedAt > business.known);
  const records = news.filter(({ kind }) => kind === "record");
  const last = records.at(-1);
  if (hasDraft || (last && !last.hand_in)) return { ...business, here: "draft" };
  if (last) return { ...business, here: last.state === "sent" ? "sent" : "queued" };
  return { ...business, here: news.some(({ kind }) => kind === "visit") ? "visited" : "" };
}

/** Whether nothing is to be done there just now. */
export function isDone(one) {
  if (one.here !== "") return one.here !== "draft";
  return HANDED_IN.includes(one.state) || (one.state === "" && one.step === "done");
}

/** What came back, what was begun, appointments of today, doors to try again, then the way; what has to wait comes last. */
export function urgency(one, now, tonight) {
  if (one.here === "draft") return 1;
  if (one.state in URGENCY) return URGENCY[one.state];
  const from = one.not_before ? Date.parse(one.not_before) : null;
  if (one.step === "appointment" && from !== null && from < tonight) return 2;
  if (["again", "key_items"].includes(one.step) && from !== null && from <= now) return 3;
  return ["visit", "key_items"].includes(one.step) ? 4 : 5;
}

/** The day's work in its order; the server's order of the way is kept within the same urgency. */
export function ordered(businesses, now, tonight) {
  const ranked = businesses.map((one, place) => ({ one, place, rank: urgency(one, now, tonight), from: one.not_before ? Date.parse(one.not_before) : Infinity }));
  ranked.sort((a, b) => a.rank - b.rank || (a.from === b.from ? 0 : a.from - b.from) || a.place - b.place);
  return ranked.map(({ one }) => one);
}

/** Whether a business is what was typed: by its name (initial consonants and half-typed syllables too), the beginning of its shop
    number, or words that all stand in its address. Nothing typed is every business. */
export function fits({ name, shop_id, address }, typed) {
  const text = typed.trim();
  if (!text) return true;
  if (SHOP_NUMBER.test(text)) return shop_id.startsWith(text.toUpperCase());
  const pattern = typedPattern(text);
  if (!pattern) return false;
  return pattern.test(nameKey(name)) || text.toLowerCase().split(/\s+/).every((word) => address.toLowerCase().includes(word));
}
