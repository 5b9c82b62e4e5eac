/* Two versions of one field side by side, below the field, until one of them is chosen. */
import { text } from "./texts.js";

export function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = content;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** The elements of a form under one name. */
export function elementsOf(form, name) {
  return [...form.elements].filter((element) => element.name === name);
}

/** Where a field stands in the page, with its label, help and counter. */
export function holderOf(form, name) {
  const first = elementsOf(form, name)[0];
  return form.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? first?.closest("p, td, div") ?? form;
}

export function labelOf(form, name) {
  return holderOf(form, name).querySelector(".field-label, label")?.firstChild?.textContent.trim() ?? name;
}

/** A value as people read it: the labels of what is chosen, else the text itself. */
export function inWords(form, name, value) {
  const first = elementsOf(form, name)[0];
  const given = [value].flat().map(String);
  if (first?.type === "checkbox" || first?.type === "radio") {
    const chosen = elementsOf(form, name).filter((element) => given.includes(element.value));
    return chosen.map((element) => element.labels?.[0]?.textContent.trim() ?? element.value).join(", ") || text("unticked");
  }
  if (first instanceof HTMLSelectElement) {
    return [...first.options].filter((option) => given.includes(option.value)).map((option) => option.label).join(", ");
  }
  return given.join(", ");
}

/** The same text with the part marked in which it differs from the other one. */
function marked(mine, other) {
  let start = 0;
  while (start < mine.length && start < other.length && mine[start] === other[start]) start += 1;
  let end = 0;
  while (end < mine.length - start && end < other.length - start && mine[mine.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const box = make("p", "", { class: "conflict-text" });
  if (!mine) box.append(make("span", text("empty"), { class: "quiet" }));
  else box.append(mine.slice(0, start), make("mark", mine.slice(start, mine.length - end)), mine.slice(mine.length - end));
  return box;
}

/** The choice for one field. `take(true)`: the other's text stays; `take(false)`: what stands in the field. */
export class Choice {
  constructor(form, name, take) {
    this.form = form;
    this.name = name;
    const id = `conflict-${name}`;
    this.block = make("div", "", { class: "conflict", role: "group", "aria-labelledby": `${id}-title`, id, tabindex: "-1" });
    this.title = make("p", "", { class: "conflict-title", id: `${id}-title` });
    this.theirs = this.side(text("take_theirs"), () => take(true));
    this.mine = this.side(text("keep_mine"), () => take(false));
    const sides = make("div", "", { class: "conflict-sides" });
    sides.append(this.theirs.box, this.mine.box);
    this.block.append(this.title, make("p", text("conflict_choose"), { class: "quiet" }), sides);
    holderOf(form, name).append(this.block);
  }

  side(label, chosen) {
    const side = { box: make("div", "", { class: "conflict-side" }), title: make("p", "", { class: "conflict-side-title" }), content: make("p", "") };
    const button = make("button", label, { class: "krds-btn small tertiary", type: "button" });
    button.append(make("span", ` (${labelOf(this.form, this.name)})`, { class: "sr-only" }));
    button.addEventListener("click", chosen);
    side.box.append(side.title, side.content, button);
    return side;
  }

  /** other: {value, by}; mine: what stands in the field now. Only texts change: a button that is being pressed stays. */
  show(other, mine) {
    const [theirs, own] = [inWords(this.form, this.name, other.value), inWords(this.form, this.name, mine)];
    this.title.textContent = other.by ? text("conflict_by", { name: other.by }) : text("conflict");
    this.theirs.title.textContent = other.by ? text("theirs_by", { name: other.by }) : text("theirs");
    this.mine.title.textContent = text("mine");
    this.fill(this.theirs, marked(theirs, own));
    this.fill(this.mine, marked(own, theirs));
  }

  fill(side, content) {
    side.content.replaceWith(content);
    side.content = content;
  }

  remove() {
    const had = this.block.contains(document.activeElement);
    this.block.remove();
    if (had) elementsOf(this.form, this.name)[0]?.focus();
  }
}
