/* Sums of money at the field: kept by the form in 10,000 won (만원), shown and typed in 만원, 천원 or 원, changed from one
   to the other by moving the point in the digits, so that nothing is ever rounded. */

/** How many places a unit lies above one won. */
export const SCALES = { man: 4, thousand: 3, won: 0 };
const KEPT = SCALES.man;
const BIG = { 조: 12, 억: 8, 만: 4 };
const SMALL = { 천: 3, 백: 2, 십: 1 };
const FIGURE = /^-?(\d+\.?\d*|\.\d+)$/;
const SPOKEN = /^(-?)((?:\d+(?:\.\d+)?|[조억만천백십])+)(원?)$/;

/** A decimal number in digits with its point moved to the right: moved("1.25", 1) is "12.5". */
export function moved(figure, by) {
  const sign = figure.startsWith("-") ? "-" : "";
  const [whole, part = ""] = figure.replace("-", "").split(".");
  let [left, right] = [whole, part];
  if (by > 0) [left, right] = [whole + part.slice(0, by).padEnd(by, "0"), part.slice(by)];
  if (by < 0) {
    const padded = whole.padStart(1 - by, "0");
    [left, right] = [padded.slice(0, by), padded.slice(by) + part];
  }
  left = left.replace(/^0+(?=\d)/, "") || "0";
  right = right.replace(/0+$/, "");
  const moved = right ? `${left}.${right}` : left;
  return moved === "0" ? "0" : sign + moved;
}

/** What was typed in a unit ("12,000", "1억 2천만원", "△300") in 10,000 won; null when it is no sum. What is said without
    a name of a place ("1억 2000") counts in the unit. */
export function readAmount(typed, scale) {
  const bare = typed.normalize("NFKC").replace(/[\s,]/g, "").replace(/^[−△▲]/, "-");
  if (FIGURE.test(bare)) return moved(bare, scale - KEPT);
  const spoken = SPOKEN.exec(bare);
  const won = spoken && spokenSum(spoken[2], spoken[3] ? 0 : scale);
  return won ? spoken[1].replace(/^-$/, won === "0" ? "" : "-") + moved(won, -KEPT) : null;
}

/** Won in digits: 1억2천만 → "120000000". Sums up in millionths of a won, where every part is whole. */
function spokenSum(text, scale) {
  let [sum, section, digits, above] = [0n, 0n, null, 16];
  for (const piece of text.match(/\d+(?:\.\d+)?|[조억만천백십]/g)) {
    if (piece in BIG) {
      if (BIG[piece] >= above) return null;
      above = BIG[piece];
      const counted = section + fine(digits ?? "0");
      sum += (counted || fine("1")) * 10n ** BigInt(above);
      [section, digits] = [0n, null];
    } else if (piece in SMALL) {
      section += fine(digits ?? "1") * 10n ** BigInt(SMALL[piece]);
      digits = null;
    } else digits = piece;
  }
  sum += (section + fine(digits ?? "0")) * 10n ** BigInt(scale);
  return moved(sum.toString(), -FINE);
}

const FINE = 6;
const fine = (digits) => BigInt(moved(digits, FINE).split(".")[0]);

/** A kept sum as it is shown in a unit, with commas; a text that is no sum stays as it was typed. */
export function shownAmount(kept, scale) {
  return FIGURE.test(kept) ? grouped(moved(kept, KEPT - scale)) : kept;
}

/** 1234567.8 → 1,234,567.8 */
export function grouped(figure) {
  const [whole, part] = figure.split(".");
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? commas : `${commas}.${part}`;
}

/** A kept sum in words: 1억 2,000만원; in English 120,000,000 won. "" for what is no sum. */
export function inWords(kept, korean = true) {
  if (!FIGURE.test(kept)) return "";
  const won = moved(kept, KEPT);
  if (!korean || won.includes(".")) return korean ? `${grouped(won)}원` : `${grouped(won)} won`;
  const sign = won.startsWith("-") ? "-" : "";
  const digits = won.replace("-", "");
  const said = [];
  for (const [name, place] of [["조", 12], ["억", 8], ["만", 4], ["", 0]]) {
    const group = digits.slice(place === 12 ? 0 : -place - 4, place ? -place : undefined).replace(/^0+/, "");
    if (group && digits.length > place) said.push(grouped(group) + name);
  }
  return `${sign}${said.join(" ") || "0"}원`;
}

/** A kept sum to the nearest whole 10,000 won, halves away from zero, for the person to take or leave. */
export function wholeAmount(kept) {
  const [whole, part = ""] = kept.replace("-", "").split(".");
  const up = part[0] >= "5" ? 1n : 0n;
  const near = (BigInt(whole || "0") + up).toString();
  return kept.startsWith("-") && near !== "0" ? `-${near}` : near;
}
