// The browser's interpreter in Node. From standard input {form, instances: [answers], vectors: [{tree, at}]}; to standard
// output {blank, verdicts: [{problems, answers, xml}], values: [text or null]}; blank: a new instance with a round of each
// repeat. An instance is [name, text or children] all the way.
import { readFileSync } from "node:fs";
import { evaluated } from "../../../static/js/xform/evaluate.js";
import { Form, problems, settle, surroundings } from "../../../static/js/xform/form.js";
import { addRound, blank, fromElement, nodesAt, toXml } from "../../../static/js/xform/instance.js";
import { CannotEvaluate, text } from "../../../static/js/xform/values.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
const form = new Form(asked.form);
const around = () => surroundings(form, asked.now, { fresh: (length) => "f".repeat(length) });

/** An element of the DOM as far as the interpreter looks at one. */
function element([localName, inside]) {
  const children = Array.isArray(inside) ? inside.map(element) : [];
  return { localName, children, textContent: Array.isArray(inside) ? "" : inside };
}

const verdicts = asked.instances.map((instance) => {
  const root = fromElement(form, element(instance));
  const found = settle(form, root, around());
  const answers = {};
  for (const [path, item] of form.items) {
    if (item.holdsAnswer) for (const node of nodesAt(root, path)) if (node.relevant && node.text !== "") answers[node.address] = node.text;
  }
  const wrong = [...found, ...problems(form, root, around())].map((one) => [one.fault, one.address]);
  return { problems: wrong, answers, xml: toXml(form, root) };
});

const values = (asked.vectors ?? []).map(({ tree, at }) => {
  const root = fromElement(form, element(asked.of));
  settle(form, root, around());
  const node = nodesAt(root, at.replace(/\[\d\]/g, "")).find((one) => one.address === at);
  try {
    return text(evaluated(tree, node, around()));
  } catch (fault) {
    if (fault instanceof CannotEvaluate) return null;
    throw fault;
  }
});
const begun = blank(form);
for (const [path, item] of form.items) {
  if (item.kind === "repeat") for (const parent of nodesAt(begun, item.above)) addRound(form, parent, item);
}
process.stdout.write(JSON.stringify({ blank: toXml(form, begun), verdicts, values }));
