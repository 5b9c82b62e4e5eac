/* A filled-in form while it is being typed: every answer at its address, what is relevant and calculated worked out after
   each change, what is wrong with one answer or with all. Knows no page. */
import { judge, problems, settle, surroundings } from "../xform/form.js";
import { Node, addRound, blank, fromElement, nodesAt, toXml } from "../xform/instance.js";
import { evaluated } from "../xform/evaluate.js";
import { CannotEvaluate, number, text, truth } from "../xform/values.js";

const SEOUL = 9 * 3_600_000;
const MOST_ROUNDS = 200;
const clock = () => Date.now() + SEOUL;
const stamped = () => new Date(clock()).toISOString().replace("Z", "+09:00");

/** What two windows are told apart by: a question by its path; a repeat, with all its rounds, is one field. */
export const fieldOf = (address) => address.split("[")[0];

export class Record {
  /** content: the instance as XML, "" for a new one; given: answers to begin a new one with, by name or path. */
  constructor(form, content, given = {}) {
    this.form = form;
    this.around = surroundings(form, clock());
    this.aside = new Map(); // rounds that a smaller count took away, should it grow again
    this.counted = [...form.items.values()].filter((item) => item.asked.count);
    this.root = content ? this.read(content) : this.begun(given);
    this.settle();
  }

  read(content) {
    const document = new DOMParser().parseFromString(content, "application/xml");
    const root = fromElement(this.form, document.documentElement);
    this.stampStart(root);
    return root;
  }

  begun(given) {
    const root = blank(this.form);
    this.stampStart(root);
    this.initial(root);
    for (const [key, answer] of Object.entries(given)) {
      const item = this.named(key);
      for (const node of item ? nodesAt(root, item.path) : []) node.text = answer;
    }
    return root;
  }

  /** A question by its path or, outside of repeats, by its name. */
  named(key) {
    return this.form.items.get(key) ?? [...this.form.items.values()].find((item) => item.holdsAnswer && item.name === key);
  }

  stampStart(root) {
    for (const item of this.form.items.values()) {
      const begin = { "timestamp:start": stamped, "date:today": () => stamped().slice(0, 10) }[item.preload];
      if (begin) for (const node of nodesAt(root, item.path)) node.text ||= begin();
    }
  }

  /** What is worked out once when a form or a round is begun. */
  initial(top) {
    const item = this.form.items.get(top.path);
    if (item.asked.initial && top.text === "") top.text = this.asked(item.asked.initial, top, text) ?? "";
    for (const node of top.every()) this.initial(node);
  }

  asked(expression, node, readAs) {
    try {
      return readAs(expression({ here: node, current: node, around: this.around, position: 1 }));
    } catch (fault) {
      if (!(fault instanceof CannotEvaluate)) throw fault;
      return null;
    }
  }

  itemOf(node) {
    return this.form.items.get(node.path);
  }

  isRequired(node) {
    const { required } = this.itemOf(node).asked;
    return Boolean(required && this.asked(required, node, truth));
  }

  isReadonly(node) {
    const { readonly } = this.itemOf(node).asked;
    return Boolean(readonly && this.asked(readonly, node, truth));
  }

  /** Whether a repeat without rounds may begin one: asked as its first round would ask. */
  mayBegin(item, parent) {
    const round = new Node(item.name);
    Object.assign(round, { parent, path: item.path, kind: "repeat" });
    return parent.relevant && (!item.asked.relevant || Boolean(this.asked(item.asked.relevant, round, truth)));
  }

  /** What an expression in the midst of a text comes to. */
  shown(tree, node) {
    try {
      return text(evaluated(tree, node, this.around));
    } catch (fault) {
      if (!(fault instanceof CannotEvaluate)) throw fault;
      return "";
    }
  }

  /** Rows of the list that a question offers just now. */
  offered(node) {
    const { choices } = this.itemOf(node).asked;
    return this.asked(choices, node, (rows) => (Array.isArray(rows) ? rows : [])) ?? [];
  }

  settle() {
    this.around.now = clock();
    for (let turn = 0; turn < 3; turn += 1) {
      everyNode(this.root, (node) => (node.relevant = true));
      settle(this.form, this.root, this.around);
      if (!this.fitCounts()) return;
    }
  }

  /** Rounds of repeats whose number is worked out; true when some came or went. */
  fitCounts() {
    let moved = false;
    for (const item of this.counted) {
      for (const parent of nodesAt(this.root, item.above)) {
        const wanted = Math.min(Math.trunc(this.asked(item.asked.count, parent, number)) || 0, MOST_ROUNDS);
        const rounds = parent.named(item.name);
        const away = this.aside.get(parent) ?? [];
        this.aside.set(parent, away);
        while (rounds.length > Math.max(wanted, 0)) away.push(rounds.pop()), (moved = true);
        while (parent.named(item.name).length < wanted) this.addRound(parent, item, away.pop()), (moved = true);
      }
    }
    return moved;
  }

  /** A new round at the end (or one that was there before), in the order of the form. */
  addRound(parent, item, earlier = null) {
    let round = earlier;
    if (round) parent.children.set(item.name, [...parent.named(item.name), round]);
    else this.initial((round = addRound(this.form, parent, item)));
    const names = this.form.inside(parent.path).map((inner) => inner.name);
    parent.children = new Map([...parent.children].sort(([one], [other]) => names.indexOf(one) - names.indexOf(other)));
    return round;
  }

  removeRound(round) {
    const rounds = round.parent.named(round.name);
    rounds.splice(rounds.indexOf(round), 1);
  }

  /** Puts a round back where it stood. */
  putRound(round, place) {
    const { parent } = round;
    const rounds = [...parent.named(round.name)];
    rounds.splice(place, 0, round);
    parent.children.set(round.name, rounds);
  }

  /** What is wrong with one answer. */
  wrongWith(node) {
    return node.relevant ? judge(this.itemOf(node), node, this.around) : [];
  }

  /** Everything that is wrong, in the order in which it is asked. */
  problems() {
    return problems(this.form, this.root, this.around);
  }

  /** The node at an address (/data/platform[2]/kind), or undefined. */
  at(address) {
    let node = this.root;
    for (const step of address.split("/").slice(2)) {
      const [, name, round] = /^(.*?)(?:\[(\d+)\])?$/.exec(step);
      node = node?.named(name)[round ? Number(round) - 1 : 0];
    }
    return node;
  }

  /** What was typed, by address: also what is not relevant just now; the rounds of a repeat are counted at its path. */
  typed() {
    const found = {};
    for (const item of this.form.items.values()) {
      if (item.kind === "repeat") for (const parent of nodesAt(this.root, item.above)) found[`${parent.address}/${item.name}`] = String(parent.named(item.name).length);
    }
    everyNode(this.root, (node) => {
      const item = this.itemOf(node);
      if (item.holdsAnswer && item.control && !item.calculation) found[node.address] = node.text;
    });
    return found;
  }

  /** The answers of a field (a question, or a repeat with its rounds) in one text, to be compared. */
  held(field) {
    const plain = (node) => (node.children.size ? [...node.every()].map((inner) => [inner.name, plain(inner)]) : node.text);
    return JSON.stringify(nodesAt(this.root, field).map(plain));
  }

  /** Gives a field what it holds in another record of the same form. */
  take(field, other) {
    const cutAt = field.lastIndexOf("/");
    const [above, name] = [field.slice(0, cutAt), field.slice(cutAt + 1)];
    for (const parent of nodesAt(this.root, above)) {
      const given = nodesAt(other.root, field);
      for (const node of given) node.parent = parent;
      parent.children.set(name, given);
    }
  }

  /** The instance as XML, complete. */
  xml() {
    for (const item of this.form.items.values()) {
      if (item.preload === "timestamp:end") for (const node of nodesAt(this.root, item.path)) node.text = stamped();
    }
    return toXml(this.form, this.root, true);
  }

  get today() {
    return new Date(clock()).toISOString().slice(0, 10);
  }
}

function everyNode(node, visit) {
  visit(node);
  for (const inner of node.every()) everyNode(inner, visit);
}
