/* A filled-in form as nodes; the twin of survey/rules/xform/instance.py. */

export class Node {
  /** kind: the type of its answer ("string", "int", …), or "group" or "repeat". */
  constructor(name, parent = null, kind = "group", text = "") {
    this.name = name;
    this.parent = parent;
    this.kind = kind;
    this.text = text;
    this.children = new Map();
    this.relevant = true;
    this.path = parent ? `${parent.path}/${name}` : `/${name}`;
    if (parent) {
      if (!parent.children.has(name)) parent.children.set(name, []);
      parent.children.get(name).push(this);
    }
  }

  *every() {
    for (const same of this.children.values()) yield* same;
  }

  named(name) {
    return this.children.get(name) ?? [];
  }

  /** Which of its name it is, from 1. */
  get round() {
    return this.parent ? this.parent.named(this.name).indexOf(this) + 1 : 1;
  }

  /** Its path with the round of each repeat: /data/worker[2]/age */
  get address() {
    const own = this.kind === "repeat" ? `${this.name}[${this.round}]` : this.name;
    return this.parent ? `${this.parent.address}/${own}` : `/${own}`;
  }

  /** From the root down to itself. */
  get line() {
    const line = [this];
    while (line[0].parent) line.unshift(line[0].parent);
    return line;
  }
}

/** Every node of a path, in all rounds of all repeats. */
export function nodesAt(root, path) {
  let nodes = [root];
  for (const name of path.split("/").slice(2)) nodes = nodes.flatMap((node) => node.named(name));
  return nodes;
}

/** An element and what is in it (DOM), fitted into the form: complete, unknown elements left out. */
export function fromElement(form, element) {
  const root = new Node(form.root.name);
  fill(form, form.root, element, root);
  return root;
}

function fill(form, item, element, node) {
  for (const inner of form.inside(item.path)) {
    const given = element ? [...element.children].filter((one) => one.localName === inner.name) : [];
    if (inner.kind === "repeat") {
      for (const one of given) fill(form, inner, one, new Node(inner.name, node, "repeat"));
    } else if (inner.kind === "group") {
      fill(form, inner, given[0], new Node(inner.name, node));
    } else {
      new Node(inner.name, node, inner.kind, given[0]?.textContent ?? "");
    }
  }
}

/** A new round of a repeat, empty but for what stands there from the beginning. */
export function addRound(form, parent, item) {
  const round = new Node(item.name, parent, "repeat");
  begin(form, item, round);
  return round;
}

/** What a form holds before anything is typed. */
export function blank(form) {
  const root = new Node(form.root.name);
  begin(form, form.root, root);
  return root;
}

function begin(form, item, node) {
  for (const inner of form.inside(item.path)) {
    if (inner.kind === "repeat") continue;
    if (inner.kind === "group") begin(form, inner, new Node(inner.name, node));
    else new Node(inner.name, node, inner.kind, inner.default ?? "");
  }
}

/** The instance as XML, without what is not relevant; `whole`: complete, as a draft is kept. */
export function toXml(form, root, whole = false) {
  const escape = (text) => text.replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);
  const written = (node) => {
    if (!node.relevant && !whole) return "";
    const inside = node.kind === "group" || node.kind === "repeat" ? [...node.every()].map(written).join("") : escape(node.text);
    return `<${node.name}>${inside}</${node.name}>`;
  };
  const inside = [...root.every()].map(written).join("");
  const space = form.namespace ? ` xmlns="${escape(form.namespace)}"` : "";
  return `<${root.name}${space} id="${escape(form.id)}" version="${escape(form.version)}">${inside}</${root.name}>`;
}
