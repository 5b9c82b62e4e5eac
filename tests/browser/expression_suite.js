/* Runs the expression tests of openrosa-xpath-evaluator, as they are, against the interpreter of the page of entry: a loader
   for their modules, `describe` and `it`, and in the place of their evaluator ours, over nodes made of the document. Gives
   [{file, title, problem}]; the text of modules and the trees of expressions come from the test. */
import { evaluated } from "/static/js/xform/evaluate.js";
import { Node } from "/static/js/xform/instance.js";
import { Moment, number, single, text, truth } from "/static/js/xform/values.js";

function asked(address, body = null) {
  const request = new XMLHttpRequest();
  request.open(body === null ? "GET" : "POST", address, false);
  request.send(body);
  if (request.status !== 200) throw new Error(request.responseText);
  return request.responseText;
}

// --- their evaluator: ours ---------------------------------------------------------------------------------------------

const trees = new Map();
const treeOf = (expression) => {
  if (!trees.has(expression)) trees.set(expression, asked("/suite/tree", expression));
  return JSON.parse(trees.get(expression));
};

function noded(element, parent, known) {
  const own = [...element.childNodes].filter((one) => one.nodeType === 3 || one.nodeType === 4).map((one) => one.nodeValue);
  const node = new Node(element.localName, parent, element.children.length ? "group" : "string", element.textContent);
  if (element.children.length && own.join("").trim() === "") node.text = element.textContent;
  known.set(element, node);
  known.set(node, element);
  for (const inner of element.children) noded(inner, node, known);
  return node;
}

const around = { now: Date.now() + 9 * 3_600_000, lists: {}, label: (_path, code) => code, fresh: (length) => (length === 36 ? crypto.randomUUID() : "f".repeat(length)), chance: Math.random };

class Found {
  constructor(value, kind, known) {
    this.resultType = kind || (Array.isArray(value) ? 4 : { number: 1, string: 2, boolean: 3 }[typeof value] ?? 2);
    if (kind <= 3 || !Array.isArray(value)) {
      Object.assign(this, { numberValue: number(first(value)), stringValue: text(first(value)), booleanValue: Array.isArray(value) ? value.length > 0 : truth(value) });
    } else {
      this.nodes = value.map((node) => known.get(node));
      Object.assign(this, { snapshotLength: this.nodes.length, singleNodeValue: this.nodes[0] ?? null, at: 0 });
      if (!kind) Object.assign(this, { numberValue: number(first(value)), stringValue: text(first(value)), booleanValue: value.length > 0 });
    }
  }

  snapshotItem(place) {
    return this.nodes[place];
  }

  iterateNext() {
    return this.nodes[this.at++] ?? null;
  }
}

const first = (value) => (Array.isArray(value) && value.length > 1 ? value.slice(0, 1) : value instanceof Moment ? value : single(value));

function evaluator() {
  return {
    evaluate(expression, context, _resolver, kind = 0) {
      const element = context.nodeType === 9 ? context.documentElement : context;
      if (element.nodeType !== 1) throw new Error("no element");
      const known = new Map();
      noded(element.ownerDocument.documentElement, null, known);
      return new Found(evaluated(treeOf(expression), known.get(element), around), kind, known);
    },
  };
}
evaluator.customXPathFunction = { add: () => {}, remove: () => {}, all: () => ({}) };

// --- their surroundings ------------------------------------------------------------------------------------------------

const hold = (holds, said) => {
  if (!holds) throw new Error(said);
};
const assert = {
  equal: (found, wanted) => hold(found == wanted, `${found} instead of ${wanted}`), // eslint-disable-line eqeqeq
  isTrue: (found) => hold(found === true, `${found} instead of true`),
  isFalse: (found) => hold(found === false, `${found} instead of false`),
  isNaN: (found) => hold(Number.isNaN(found), `${found} instead of NaN`),
  isNull: (found) => hold(found === null, `${found} instead of null`),
  isNotNull: (found) => hold(found !== null, "null"),
  ok: (found) => hold(found, `${found}`),
  notOk: (found) => hold(!found, `${found}`),
  match: (found, pattern) => hold(pattern.test(found), `${found} is not like ${pattern}`),
  typeOf: (found, kind) => hold(typeof found === kind, `${typeof found} instead of ${kind}`),
  instanceOf: (found, kind) => hold(found instanceof kind, "of another kind"),
  deepEqual: (found, wanted) => hold(JSON.stringify(found) === JSON.stringify(wanted), `${JSON.stringify(found)}`),
  throw: throwing,
  throws: throwing,
};

function throwing(act) {
  try {
    act();
  } catch {
    return;
  }
  throw new Error("was not refused");
}

const forEach = (many, act) => (Array.isArray(many) ? many.forEach(act) : Object.entries(many).forEach(([key, one]) => act(one, key)));
const times = (count, act) => Array.from({ length: count }, (_one, turn) => act(turn));
const PROVIDED = { chai: { assert }, lodash: { forEach, times, uniq: (many) => [...new Set(many)] } };
const modules = new Map();

function required(name, from) {
  if (name in PROVIDED) return PROVIDED[name];
  if (name.endsWith("/openrosa-xpath")) return evaluator;
  const address = new URL(`${name}.js`.replace(/(\.js)+$/, ".js"), from).href;
  if (!modules.has(address)) {
    const module = { exports: {} };
    modules.set(address, module);
    load(address, module);
  }
  return modules.get(address).exports;
}

function load(address, module) {
  const body = new Function("module", "exports", "require", "describe", "it", "beforeEach", "before", "after", "afterEach", "xit", "xdescribe", asked(address));
  body(module, module.exports, (name) => required(name, address), describe, it, beforeEach, beforeEach, nothing, nothing, nothing, nothing);
}

let titles = [];
let before = [];
let tests = [];

function describe(title, inside) {
  titles.push(title);
  const outer = before.length;
  inside();
  before.length = outer;
  titles.pop();
}
const nothing = () => {};
describe.skip = nothing;

function it(title, act) {
  tests.push({ title: [...titles, title].join(" › "), act, before: [...before] });
}
it.skip = nothing;

function beforeEach(act) {
  before.push(act);
}

export function run(files) {
  const said = [];
  const { href } = new URL("/suite/test/integration/", location.href);
  required("./helpers", href);
  const common = [...before];
  for (const file of files) {
    tests = [];
    before = [...common];
    try {
      load(href + file, { exports: {} });
    } catch (fault) {
      said.push({ file, title: "(the whole file)", problem: `${fault.message}` });
      titles = [];
    }
    for (const test of tests) {
      let problem = "";
      try {
        for (const act of test.before) act();
        test.act();
      } catch (fault) {
        problem = `${fault.message}`.slice(0, 160) || "failed";
      }
      said.push({ file, title: test.title, problem });
    }
  }
  return said;
}
