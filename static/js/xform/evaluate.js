/* An expression, an instance and a place in it → a value; the twin of survey/rules/xform/evaluate.py.
   A tree is turned once into nested functions of a scope {here, current, around, position}. */
import { FUNCTIONS } from "./functions.js";
import { CannotEvaluate, Moment, content, equal, number, text, truth } from "./values.js";

export function evaluated(tree, node, around) {
  return compiled(tree)({ here: node, current: node, around, position: 1 });
}

export function compiled(tree) {
  const [head] = tree;
  if (head === "num" || head === "str") return () => tree[1];
  if (head === "path") return path(tree);
  if (head === "call") return call(tree[1], tree[2]);
  if (head === "filter") return filtered(compiled(tree[1]), tree[2].map(compiled));
  const [left, right] = tree.slice(1).map(compiled);
  if (head === "neg") return (scope) => -number(left(scope));
  const operator = OPERATORS[head];
  return (scope) => operator(left, right, scope);
}

const compared = (by) => (left, right, scope) => by(number(left(scope)), number(right(scope)));

const OPERATORS = {
  or: (left, right, scope) => truth(left(scope)) || truth(right(scope)),
  and: (left, right, scope) => truth(left(scope)) && truth(right(scope)),
  union,
  "=": (left, right, scope) => equal(left(scope), right(scope)),
  "!=": (left, right, scope) => !equal(left(scope), right(scope)),
  "<": compared((one, other) => one < other),
  "<=": compared((one, other) => one <= other),
  ">": compared((one, other) => one > other),
  ">=": compared((one, other) => one >= other),
  "+": compared((one, other) => one + other),
  "-": compared((one, other) => one - other),
  "*": compared((one, other) => one * other),
  div: compared((one, other) => one / other),
  mod: compared((one, other) => one % other),
};

function union(left, right, scope) {
  const [one, other] = [left(scope), right(scope)];
  if (!Array.isArray(one) || !Array.isArray(other)) throw new CannotEvaluate("only nodes can be put together by |");
  return [...new Set([...one, ...other])];
}

function path([, start, rawSteps]) {
  const steps = rawSteps.map(([name, predicates]) => [name, predicates.map(compiled)]);
  if (start === "root") return (scope) => fromRoot(steps, scope);
  if (start === "here") return (scope) => walked([scope.here], steps, scope);
  const from = compiled(start);
  return (scope) => {
    const nodes = from(scope);
    if (!Array.isArray(nodes)) throw new CannotEvaluate("a path needs nodes to walk on from");
    return walked(nodes, steps, scope);
  };
}

/** As far as the path to what is meant leads by where the place stands, it means the same rounds of repeats; a repeat
    that is meant itself means all its rounds. */
function fromRoot(steps, scope) {
  const { line } = scope.current;
  if (line[0].name !== steps[0][0]) return [];
  let shared = 1;
  while (shared < steps.length - 1 && shared < line.length) {
    const [name, predicates] = steps[shared];
    if (line[shared].name !== name || predicates.length) break;
    shared += 1;
  }
  return walked([line[shared - 1]], steps.slice(shared), scope);
}

function walked(start, steps, scope) {
  let nodes = start;
  for (const [name, predicates] of steps) {
    if (name === "..") nodes = [...new Set(nodes.map((node) => node.parent).filter(Boolean))];
    else if (name !== ".") {
      nodes = nodes.flatMap((node) => (name === "*" ? [...node.every()] : node.named(name))).filter((node) => node.relevant);
    }
    for (const predicate of predicates) nodes = kept(nodes, predicate, scope);
  }
  return nodes;
}

function kept(nodes, predicate, { current, around }) {
  return nodes.filter((here, place) => {
    const found = predicate({ here, current, around, position: place + 1 });
    return typeof found === "number" ? found === place + 1 : truth(found);
  });
}

function filtered(start, predicates) {
  return (scope) => {
    const nodes = start(scope);
    if (!Array.isArray(nodes)) throw new CannotEvaluate("only nodes can be chosen among by [ ]");
    return predicates.reduce((left, predicate) => kept(left, predicate, scope), nodes);
  };
}

function call(name, trees) {
  if (name === "indexed-repeat") return indexedRepeat(trees);
  const values = trees.map(compiled);
  if (name in SPECIAL) return (scope) => SPECIAL[name](values, scope);
  const own = FUNCTIONS[name];
  if (!own) throw new CannotEvaluate(`there is no function ${name}`);
  return (scope) => own(...values.map((value) => value(scope)));
}

const SPECIAL = {
  current: (_values, scope) => [scope.current],
  position: ([of], scope) => {
    if (!of) return scope.position;
    const nodes = of(scope);
    if (!Array.isArray(nodes) || !nodes.length) throw new CannotEvaluate("position() of nothing");
    return nodes[0].round;
  },
  if: ([condition, then, otherwise], scope) => (truth(condition(scope)) ? then(scope) : otherwise(scope)),
  once: ([value], scope) => content(scope.current) || value(scope),
  today: (_values, scope) => new Moment(Math.floor(scope.around.now / 86_400_000) * 86_400_000),
  now: (_values, scope) => new Moment(scope.around.now),
  uuid: ([length], scope) => scope.around.fresh(length ? number(length(scope)) : 36),
  random: (_values, scope) => scope.around.chance(),
  instance: ([name], scope) => [list(text(name(scope)), scope)],
  pulldata: (values, scope) => pulled(...values.map((value) => text(value(scope))), scope),
  "jr:choice-name": ([code, of], scope) => scope.around.label(text(of(scope)).trim(), text(code(scope))),
};

function list(name, scope) {
  const found = scope.around.lists[name];
  if (!found) throw new CannotEvaluate(`there is no list ${name}`);
  return found;
}

/** pulldata(table, column, key column, key): the column in the first row with that key; nothing without one. */
function pulled(table, column, keyColumn, key, scope) {
  for (const root of list(table, scope).every()) {
    for (const row of root.every()) if (row.named(keyColumn)[0]?.text === key) return row.named(column)[0]?.text ?? "";
  }
  return "";
}

/** indexed-repeat(answer, repeat, round, …): the answer in that round, wherever the expression itself stands. */
function indexedRepeat(trees) {
  const names = (tree) => tree[2].map(([name]) => name);
  const target = names(trees[0]);
  const rounds = [];
  for (let at = 1; at + 1 < trees.length; at += 2) rounds.push([names(trees[at]).join("/"), compiled(trees[at + 1])]);
  return (scope) => {
    const wanted = new Map(rounds.map(([repeat, which]) => [repeat, number(which(scope))]));
    let nodes = [scope.current.line[0]];
    for (let depth = 1; depth < target.length; depth += 1) {
      nodes = nodes.flatMap((node) => node.named(target[depth])).filter((node) => node.relevant);
      const which = wanted.get(target.slice(0, depth + 1).join("/"));
      if (which !== undefined) nodes = nodes.filter((node) => node.round === which);
    }
    return nodes;
  };
}
