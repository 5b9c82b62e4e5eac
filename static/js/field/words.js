/* The words of the field app (<script id="field-texts">). */
const source = globalThis.document?.getElementById("field-texts");
const texts = source ? JSON.parse(source.textContent) : {};

/** A text with its {placeholders} filled in. */
export function said(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

const locale = () => (globalThis.document?.documentElement.lang === "en" ? "en-GB" : "ko-KR");

/** A moment as the office's pages write it. */
export function moment(value) {
  return new Date(value).toLocaleString(locale(), { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Seoul" });
}

/** The hour of a moment in Seoul. */
export const time = (value) => new Date(value).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Seoul" });

/** A list or table of words, as it came. */
export const listed = (name) => texts[name];
