/* What the page says: its own words (written by the server into <script id="entry-texts">) and those of the form. */
const source = document.getElementById("entry-texts");
const texts = source ? JSON.parse(source.textContent) : {};

/** A text of the page with {placeholders} filled in. */
export function said(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export const isKorean = () => document.documentElement.lang !== "en";

/** The words of a form in the reader's language, values in their midst worked out. */
export class Wording {
  constructor(record) {
    this.record = record;
    const code = `(${document.documentElement.lang || "ko"})`;
    this.language = record.form.languages.find((one) => one.endsWith(code)) ?? record.form.languages[0];
  }

  pieces(spoken = {}) {
    return spoken[this.language] ?? spoken[""] ?? Object.values(spoken)[0] ?? [];
  }

  text(spoken, node) {
    const pieces = this.pieces(spoken).map((piece) => (typeof piece === "string" ? piece : this.record.shown(piece, node)));
    return pieces.join("").replace(/[ \t]+/g, " ").trim();
  }

  changes(spoken) {
    return this.pieces(spoken).some((piece) => typeof piece !== "string");
  }

  label(item, node) {
    return this.text(item.label, node) || item.name;
  }

  /** {code, label} of a row of a list, given as the node of the list. */
  choice(item, row) {
    const { value, label } = item.choices;
    const [code, key] = [row.named(value)[0]?.text ?? "", row.named(label)[0]?.text ?? ""];
    const spoken = this.record.form.labels[key];
    return { code, label: spoken ? this.text(spoken, row) || code : key || code };
  }

  /** An answer as people read it. */
  answer(item, node) {
    if (!item.choices) return node.text;
    const codes = item.control === "select1" ? [node.text] : node.text.split(" ");
    const rows = this.record.form.lists[item.choices.source];
    const named = (code) => {
      const row = rows.find((one) => one[item.choices.value] === code);
      const key = row?.[item.choices.label];
      return this.record.form.labels[key] ? this.text(this.record.form.labels[key], node) : (key ?? code);
    };
    return codes.filter(Boolean).map(named).join(", ");
  }

  /** What is wrong, in the form's own words where it has some. */
  problem(problem, item, node) {
    const { fault, facts = {} } = problem;
    if (problem.text) return problem.text; // as the server says it, which knows more
    if (fault === "wrong_type") return said(wrongType(item));
    const own = { required: item.required_message, constraint: item.constraint_message, unlikely: item.soft_message }[fault];
    return this.text(own, node) || said(fault, facts);
  }
}

function wrongType(item) {
  if (item.kind === "date") return `wrong_${spanOf(item)}`;
  if (item.unit === "10k_won") return "wrong_sum";
  return { int: "wrong_int", decimal: "wrong_decimal", time: "wrong_time", dateTime: "wrong_moment" }[item.kind] ?? "wrong_other";
}

/** How exact a date is asked for. */
export function spanOf(item) {
  if (item.appearance?.split(" ").includes("month-year")) return "month";
  return item.appearance?.split(" ").includes("year") ? "year" : "day";
}

export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined));
  return element;
}

/** Shows or hides, only where it changes. */
export function show(element, yes) {
  if (element.hidden === yes) element.hidden = !yes;
}

/** Writes a text only where it changed: what is read aloud is not read again. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
