/* Korean text as people type it: initial consonants (초성) and half-typed syllables; the twin of survey/rules/korean.py,
   held to it by tests/survey/entry/korean.json. */
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const SPLIT_FINALS = { ㄳ: "ㄱㅅ", ㄵ: "ㄴㅈ", ㄶ: "ㄴㅎ", ㄺ: "ㄹㄱ", ㄻ: "ㄹㅁ", ㄼ: "ㄹㅂ", ㄽ: "ㄹㅅ", ㄾ: "ㄹㅌ", ㄿ: "ㄹㅍ", ㅀ: "ㄹㅎ", ㅄ: "ㅂㅅ" };
const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;
const PER_VOWEL = 28;

/** A name as it is compared: compatibility forms unified, lower case, no spaces; lone consonants stay as typed. */
export function nameKey(name) {
  const unified = [...name.normalize("NFC")].map((one) => (/[\u3131-\u318e]/.test(one) ? one : one.normalize("NFKC")));
  return unified.join("").toLowerCase().split(/\s+/).join("");
}

/** What was typed as an expression over name keys, or null when nothing was typed: a lone consonant stands for any
    syllable that begins with it, the last syllable may be unfinished, one character alone is looked for at the start. */
export function typedPattern(typed) {
  const key = [...nameKey(typed)];
  if (!key.length) return null;
  const body = [...key.slice(0, -1).map(exact), unfinished(key.at(-1))].join("");
  return new RegExp((key.length === 1 ? "^" : "") + body, "u");
}

const isSyllable = (one) => one.codePointAt(0) >= FIRST && one.codePointAt(0) <= LAST;
const plain = (one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => (sign === "-" ? "-" : `\\${sign}`));
const exact = (one) => (INITIALS.includes(one) ? anySyllableFrom(one) : plain(one));

function unfinished(one) {
  if (INITIALS.includes(one)) return anySyllableFrom(one);
  if (!isSyllable(one)) return plain(one);
  const code = one.codePointAt(0);
  const final = (code - FIRST) % PER_VOWEL;
  if (!final) return `[${one}-${String.fromCodePoint(code + PER_VOWEL - 1)}]`;
  const parts = [...(SPLIT_FINALS[FINALS[final]] ?? FINALS[final])];
  const moves = parts.pop();
  if (!INITIALS.includes(moves)) return one;
  const kept = String.fromCodePoint(code - final + FINALS.indexOf(parts.join("")));
  return `(?:${one}|${kept}${anySyllableFrom(moves)})`;
}

function anySyllableFrom(consonant) {
  const first = FIRST + INITIALS.indexOf(consonant) * PER_INITIAL;
  return `[${consonant}${String.fromCodePoint(first)}-${String.fromCodePoint(first + PER_INITIAL - 1)}]`;
}

/** Rows with a code and a label made ready to be found: `found("ㅎㅅ")` gives those that fit, by code first, then those
    whose label begins with it, then those that hold it; at most `most`. */
export class Finder {
  constructor(rows) {
    this.rows = rows.map((row) => ({ ...row, key: nameKey(row.label), codeKey: nameKey(row.code) }));
  }

  found(typed, most = Infinity) {
    const pattern = typedPattern(typed);
    if (!pattern) return this.rows.slice(0, most);
    const key = nameKey(typed);
    const ranked = [[], [], []];
    for (const row of this.rows) {
      const at = row.key.search(pattern);
      if (row.codeKey.startsWith(key) || (/^\d+$/.test(key) && row.codeKey.replace(/^[a-z]/, "").startsWith(key))) ranked[0].push(row);
      else if (at === 0) ranked[1].push(row);
      else if (at > 0) ranked[2].push(row);
    }
    return ranked.flat().slice(0, most);
  }
}
