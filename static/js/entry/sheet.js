/* The questionnaire as a page: blocks, groups, repeats with their rounds, questions; kept true to the record after each
   answer. */
import { Field } from "./field.js";
import { Wording, make, said, show, write } from "./wording.js";

export class Sheet {
  /** on: {edited(field), reasoned(), rounds()}; state: reasons, notes, returned, offers (answers by path), money,
      industries, unasked (paths that are not shown: the system knows them), files ({known: addresses by name, send};
      without them photos are not taken here). */
  constructor(place, record, state, on) {
    Object.assign(this, { place, record, on, reasons: { ...state.reasons }, notes: state.notes ?? {}, state, checking: false });
    this.serverProblems = new Map();
    this.wording = new Wording(record);
    this.live = make("p", { class: "sr-only", role: "status" });
    this.render();
  }

  get money() {
    return this.state.money;
  }

  get industries() {
    return this.state.industries;
  }

  offered(item) {
    return this.state.offers[item.path] ?? "";
  }

  render() {
    const root = this.record.root;
    this.blocks = [];
    let loose = null;
    for (const item of this.record.form.inside(root.path)) {
      const view = viewOf(this, item, root, 2);
      if (!view) continue;
      if (view instanceof Group || view instanceof Repeat) {
        this.blocks.push(view);
        loose = null;
      } else {
        if (!loose) this.blocks.push((loose = new Group(this, null, root, 2)));
        loose.add(view);
      }
    }
    this.place.replaceChildren(...this.blocks.map((block) => block.element), this.live);
    this.refresh();
  }

  /** Every question of the page, in its order. */
  fields() {
    return this.blocks.flatMap((block) => block.fields());
  }

  fieldAt(address) {
    return this.fields().find((field) => field.node.address === address);
  }

  refresh() {
    for (const block of this.blocks) block.refresh();
  }

  edited(field) {
    field.warned = null;
    this.serverProblems.delete(field.node.address);
    this.changed();
    this.on.edited(field);
  }

  /** After any change of the record. */
  changed() {
    this.record.settle();
    this.refresh();
  }

  reasoned(address, reason) {
    this.reasons[address] = reason.trim(); // an empty one takes it away
    this.on.reasoned();
  }

  /** Reasons stay with their round when another one is taken away: rounds move up. */
  shiftReasons(before) {
    const moved = {};
    for (const [node, address] of before) if (this.reasons[address] && this.isThere(node)) moved[node.address] = this.reasons[address];
    this.reasons = moved;
  }

  isThere(node) {
    return !node.parent || (node.parent.named(node.name).includes(node) && this.isThere(node.parent));
  }

  tell(words) {
    this.live.textContent = "";
    this.live.textContent = words;
  }

  /** What the record holds now, shown everywhere: after a merge or an answer taken over. */
  renew() {
    const at = document.activeElement?.closest("[data-stop]")?.field?.node.address;
    this.record.settle();
    this.render();
    if (at) this.fieldAt(at)?.focusStop();
  }
}

function viewOf(sheet, item, parent, level) {
  if (sheet.state.unasked?.has(item.path)) return null;
  if (item.kind === "repeat") return new Repeat(sheet, item, parent, level);
  const node = parent.named(item.name)[0];
  if (!node) return null;
  if (item.kind !== "group") return item.control ? new Leaf(sheet, item, node) : null;
  const group = new Group(sheet, item, node, level);
  return group.inside.length ? group : null;
}

class Leaf {
  constructor(sheet, item, node) {
    this.field = new Field(sheet, item, node);
    this.element = this.field.element;
  }

  fields() {
    return [this.field];
  }

  refresh() {
    this.field.refresh();
  }
}

class Group {
  constructor(sheet, item, node, level) {
    Object.assign(this, { sheet, item, node, inside: [] });
    this.title = item ? sheet.wording.text(item.label, node) : "";
    this.heading = this.title ? make(`h${Math.min(level, 6)}`, { tabindex: "-1", class: level > 2 ? "entry-subhead" : null }, this.title) : null;
    this.element = make(level === 2 ? "section" : "div", { class: level === 2 ? "entry-block" : "entry-group" }, this.heading);
    if (item) for (const inner of sheet.record.form.inside(item.path)) this.add(viewOf(sheet, inner, node, level + 1));
  }

  add(view) {
    if (!view) return;
    this.inside.push(view);
    this.element.append(view.element);
  }

  get relevant() {
    return this.node.relevant;
  }

  fields() {
    return this.inside.flatMap((view) => view.fields());
  }

  refresh() {
    show(this.element, this.node.relevant);
    if (this.node.relevant) for (const view of this.inside) view.refresh();
  }
}

/** A repeat: its rounds one below the other, a button for one more and one to go on. */
class Repeat {
  constructor(sheet, item, parent, level) {
    Object.assign(this, { sheet, item, parent, level });
    this.rounds = [];
    this.title = sheet.wording.label(item, parent);
    this.heading = make(`h${Math.min(level, 6)}`, { tabindex: "-1", class: level > 2 ? "entry-subhead" : null }, this.title);
    this.list = make("div", {});
    this.add = make("button", { type: "button", class: "krds-btn medium secondary" }, said("add_round", { name: this.title }), make("kbd", {}, "+"));
    this.on = make("button", { type: "button", class: "krds-btn medium tertiary entry-onward" }, said("leave_repeat"), make("kbd", {}, "Enter"));
    this.undo = make("button", { type: "button", class: "krds-btn small text", hidden: true }, said("undo_remove"));
    this.actions = make("div", { class: "entry-repeat-actions", "data-stop": "" }, this.add, this.on, this.undo);
    this.actions.focusStop = () => (this.rounds.length ? this.on : this.add).focus();
    this.element = make(level === 2 ? "section" : "div", { class: level === 2 ? "entry-block entry-repeat" : "entry-group entry-repeat", "data-path": item.path }, this.heading, this.list, this.actions);
    this.element.repeat = this;
    this.add.addEventListener("click", () => this.addRound());
    this.on.addEventListener("click", () => this.element.dispatchEvent(new CustomEvent("entry:onward", { bubbles: true, detail: this.actions })));
    this.undo.addEventListener("click", () => this.putBack());
    this.refresh();
  }

  nodes() {
    return this.parent.named(this.item.name);
  }

  get relevant() {
    const rounds = this.nodes();
    return rounds.length ? rounds.some((node) => node.relevant) : this.sheet.record.mayBegin(this.item, this.parent);
  }

  fields() {
    return this.rounds.flatMap((round) => round.views.flatMap((view) => view.fields()));
  }

  refresh() {
    const nodes = this.nodes();
    this.rounds.filter(({ node }) => !nodes.includes(node)).forEach(({ element }) => element.remove());
    this.rounds = nodes.map((node) => this.rounds.find((round) => round.node === node) ?? this.drawn(node));
    this.rounds.forEach(({ element }, index) => this.list.children[index] === element || this.list.insertBefore(element, this.list.children[index] ?? null));
    this.rounds.forEach((round, index) => write(round.title, said("round", { name: this.title, n: index + 1 })));
    for (const round of this.rounds) for (const view of round.views) view.refresh();
    show(this.element, this.relevant);
    const fixed = Boolean(this.item.count);
    this.add.hidden = fixed;
    this.on.hidden = fixed;
    for (const round of this.rounds) round.remove.hidden = fixed;
  }

  drawn(node) {
    const title = make("h4", { class: "entry-round-title" });
    const remove = make("button", { type: "button", class: "krds-btn small text" }, said("remove_round"));
    const views = this.sheet.record.form.inside(this.item.path).map((item) => viewOf(this.sheet, item, node, this.level + 1)).filter(Boolean);
    const element = make("div", { class: "entry-round", role: "group" }, make("div", { class: "entry-round-head" }, title, remove), ...views.map((view) => view.element));
    title.id = `round-${views[0]?.fields()[0]?.id ?? Math.random().toString(36).slice(2)}`;
    element.setAttribute("aria-labelledby", title.id);
    remove.addEventListener("click", () => this.removeRound(node));
    return { node, element, title, remove, views };
  }

  addRound() {
    const node = this.sheet.record.addRound(this.parent, this.item);
    this.sheet.changed();
    this.sheet.on.rounds();
    const round = this.rounds.find((one) => one.node === node);
    round?.views.flatMap((view) => view.fields()).find((field) => field.isVisible && !field.isNote)?.focusStop();
  }

  removeRound(node) {
    const before = this.sheet.fields().map((field) => [field.node, field.node.address]);
    this.removed = { node, place: this.nodes().indexOf(node) };
    this.sheet.record.removeRound(node);
    this.sheet.shiftReasons(before);
    this.sheet.changed();
    this.sheet.on.rounds();
    this.undo.hidden = false;
    this.undo.focus();
    this.sheet.tell(said("removed_round"));
  }

  putBack() {
    const before = this.sheet.fields().map((field) => [field.node, field.node.address]);
    this.sheet.record.putRound(this.removed.node, this.removed.place);
    this.sheet.shiftReasons(before);
    this.undo.hidden = true;
    this.sheet.changed();
    this.sheet.on.rounds();
    this.actions.focusStop();
  }
}
