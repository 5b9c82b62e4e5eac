/* Two windows changed the same question: both answers stand side by side below it until one is chosen. */
import { text } from "../texts.js";
import { make, said } from "./wording.js";

/** holder: where the question stands; mine, theirs: both answers in words; take(true): the other one stays. */
export function sideBySide(holder, label, mine, theirs, take) {
  const id = `conflict-${holder.dataset.path.replaceAll("/", "-")}`;
  const block = make("div", { class: "conflict", role: "group", tabindex: "-1", "aria-labelledby": id },
    make("p", { class: "conflict-title", id }, said("conflict", { label })));
  const side = (title, words, button, chosen) => {
    const choose = make("button", { type: "button", class: "krds-btn small tertiary" }, button);
    choose.addEventListener("click", () => {
      block.remove();
      take(chosen);
    });
    return make("div", { class: "conflict-side" }, make("p", { class: "conflict-side-title" }, title), make("p", { class: "conflict-text" }, words || text("empty")), choose);
  };
  block.append(make("div", { class: "conflict-sides" },
    side(text("theirs"), theirs, text("take_theirs"), true), side(text("mine"), mine, text("keep_mine"), false)));
  holder.append(block);
  return block;
}
