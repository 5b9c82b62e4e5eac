/* Items as they are sent: canonical JSON and its hash, made once and never changed; receipts are checked here. */

/** JSON with sorted keys and without blanks: the same values are the same text, here and on the server. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const inside = Object.keys(value).filter((key) => value[key] !== undefined).sort(byCodePoint);
  return `{${inside.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/* As Python sorts: by code points, where JavaScript would sort by halves of surrogate pairs. */
function byCodePoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}

export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const toBase64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export async function sha256(text) {
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** An item of what was made: {id, sha256, text}. */
export async function madeItem(told) {
  const text = canonical(told);
  return { id: crypto.randomUUID(), sha256: await sha256(text), text };
}

/** The HMAC-SHA-256 of a text, in hexadecimal digits; key: base64. */
export async function signed(key, text) {
  const usable = await crypto.subtle.importKey("raw", fromBase64(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", usable, new TextEncoder().encode(text)));
}

/** Whether the server signed for exactly this item: no page that some network puts in between can. */
export async function isOwnReceipt(key, item, answer) {
  if (!answer.receipt || (await signed(key, answer.receipt)) !== answer.signature) return false;
  const told = JSON.parse(answer.receipt);
  return told.id === item.id && told.sha256 === item.sha256;
}
