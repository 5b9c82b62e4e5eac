/* The compiled form in the browser: what is relevant, what is calculated, what is wrong; the twin of
   survey/rules/xform/check.py. The server judges again: this only tells people early. */
import { compiled } from "./evaluate.js";
import { Node, nodesAt } from "./instance.js";
import { CannotEvaluate, Moment, dayOf, momentOf, single, text, truth } from "./values.js";

const CHANGING = new Set(["today", "now", "uuid", "random", "once"]);
const EXPRESSIONS = ["required", "relevant", "constraint", "calculation", "readonly", "initial", "soft", "count"];

export class Form {
  constructor(kept) {
    Object.assign(this, kept);
    this.items = new Map(kept.items.map((item) => [item.path, prepared(item)]));
    this.root = this.items.values().next().value;
    this.children = new Map([...this.items.keys()].map((path) => [path, []]));
    for (const item of this.items.values()) this.children.get(item.above)?.push(item);
  }

  inside(path) {
    return this.children.get(path);
  }
}

function prepared(item) {
  const cut = item.path.lastIndexOf("/");
  const own = { ...item, name: item.path.slice(cut + 1), above: item.path.slice(0, cut), holdsAnswer: !["group", "repeat"].includes(item.kind) };
  own.asked = {};
  for (const part of EXPRESSIONS) if (item[part]) own.asked[part] = compiled(item[part]);
  if (item.choices) own.asked.choices = compiled(item.choices.nodes);
  own.keeps = Boolean(item.calculation) && calls(item.calculation).some((name) => CHANGING.has(name));
  return own;
}

function calls(tree) {
  if (!Array.isArray(tree)) return [];
  const inner = tree.flatMap(calls);
  return tree[0] === "call" ? [tree[1], ...inner] : inner;
}

/** What expressions may know besides the instance; `now`: milliseconds since 1970 on the wall clock of the place. */
export function surroundings(form, now, more = {}) {
  return {
    now,
    lists: listsOf(form),
    label: (path, code) => labelOf(form, path, code),
    fresh: (length) => (crypto.randomUUID() + crypto.randomUUID()).slice(0, length),
    chance: Math.random,
    ...more,
  };
}

function listsOf(form) {
  const found = {};
  for (const [name, rows] of Object.entries(form.lists)) {
    found[name] = new Node("instance");
    const root = new Node("root", found[name]);
    for (const row of rows) {
      const item = new Node("item", root);
      for (const [column, cell] of Object.entries(row)) new Node(column, item, "string", cell);
    }
  }
  return found;
}

/** What a choice of a question is called; its code where the form says nothing. */
export function labelOf(form, path, code, language = "") {
  const choices = form.items.get(path)?.choices;
  const row = choices && form.lists[choices.source].find((one) => one[choices.value] === code);
  return row ? words(form, row[choices.label] ?? code, language) : code;
}

/** A label of a list: translated words by their key, or the words themselves. */
export function words(form, key, language = "") {
  const spoken = form.labels[key];
  if (!spoken) return key;
  const pieces = spoken[language] ?? Object.values(spoken)[0] ?? [];
  return pieces.filter((piece) => typeof piece === "string").join("").trim();
}

/** Works out what is relevant and what is calculated, in the order of what depends on what. */
export function settle(form, root, around) {
  const found = [];
  for (const path of form.order) {
    const item = form.items.get(path);
    for (const node of nodesAt(root, path)) {
      if (node.parent) node.relevant = node.parent.relevant;
      if (node.relevant && item.asked.relevant) node.relevant = Boolean(asked(item.asked.relevant, node, around, found, truth));
      if (node.relevant && item.asked.calculation && !(item.keeps && node.text)) {
        node.text = asked(item.asked.calculation, node, around, found, (value) => keptText(value, item.kind)) || "";
      }
      if (!node.relevant) hide(node);
    }
  }
  return found;
}

function asked(expression, node, around, found, readAs) {
  try {
    return readAs(expression({ here: node, current: node, around, position: 1 }));
  } catch (fault) {
    if (!(fault instanceof CannotEvaluate)) throw fault;
    found.push({ fault: "cannot_evaluate", address: node.address, facts: { why: fault.message } });
    return null;
  }
}

function hide(node) {
  for (const child of node.every()) {
    child.relevant = false;
    hide(child);
  }
}

/** A calculated value as the instance holds it. */
export function keptText(value, kind) {
  const one = single(value);
  if (one instanceof Moment && kind === "dateTime") return one.parts.toISOString().replace("Z", "+09:00");
  const shown = text(one);
  return shown === "NaN" ? "" : shown;
}

/** Everything that is wrong with a settled instance, in the order in which it is asked. */
export function problems(form, root, around) {
  const found = [];
  const walk = (item, node) => {
    for (const inner of form.inside(item.path)) {
      for (const child of node.named(inner.name)) {
        if (!child.relevant) continue;
        if (inner.holdsAnswer) judge(inner, child, around, found);
        else walk(inner, child);
      }
    }
  };
  walk(form.root, root);
  return found;
}

/** What is wrong with one answer. */
export function judge(item, node, around, found = []) {
  const say = (fault, facts = {}) => found.push({ fault, address: node.address, facts });
  const { required, constraint, soft, choices } = item.asked;
  if (node.text === "") {
    if (item.control && required && asked(required, node, around, found, truth)) say("required");
    return found;
  }
  if (!fits(item, node.text)) {
    say("wrong_type", { kind: item.kind });
    return found;
  }
  if (choices) {
    const given = item.control === "select1" ? [node.text] : node.text.split(/\s+/).filter(Boolean);
    const rows = asked(choices, node, around, found, (value) => value) ?? [];
    const known = new Set(rows.map((row) => row.named(item.choices.value)[0]?.text));
    const strange = given.filter((code) => !known.has(code));
    if (strange.length) say("unknown_choice", { codes: strange.join(" ") });
  }
  const before = found.length;
  if (item.control && constraint && asked(constraint, node, around, found, truth) === false) say("constraint");
  else if (found.length === before && soft && asked(soft, node, around, found, truth) === false) say("unlikely");
  return found;
}

const POINT = /^-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}$/;
const isPoint = (answer) => {
  const [north, east] = answer.split(" ").map(Number);
  return POINT.test(answer) && Math.abs(north) <= 90 && Math.abs(east) <= 180;
};
const KINDS = {
  int: (item, answer) => /^-?\d{1,15}$/.test(answer) && within(item, Number(answer)),
  decimal: (item, answer) => /^-?(\d{1,15}\.?\d{0,15}|\.\d{1,15})$/.test(answer) && within(item, Number(answer)),
  date: (_item, answer) => answer.length >= 8 && dayOf(answer) !== null && (answer.length <= 10 || momentOf(answer) !== null),
  dateTime: (_item, answer) => momentOf(answer) !== null,
  time: (_item, answer) => /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$/.test(answer),
  geopoint: (_item, answer) => isPoint(answer),
  geotrace: (_item, answer) => answer.replace(/[; ]+$/, "").split(";").every((one) => isPoint(one.trim())),
  geoshape: (_item, answer) => answer.replace(/[; ]+$/, "").split(";").every((one) => isPoint(one.trim())),
  boolean: (_item, answer) => ["true", "false", "1", "0"].includes(answer),
};

/** Whether a text is an answer of the item's type. */
export function fits(item, answer) {
  if (["select1", "select", "rank"].includes(item.control)) return true;
  return KINDS[item.kind]?.(item, answer) ?? true;
}

function within(item, figure) {
  if (item.control !== "range" || item.least === undefined || item.most === undefined) return true;
  const steps = item.step ? (figure - item.least) / item.step : 0;
  const [low, high] = [Math.min(item.least, item.most), Math.max(item.least, item.most)];
  return low <= figure && figure <= high && Math.abs(steps - Math.round(steps)) < 1e-9;
}
