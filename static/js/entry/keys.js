/* The keyboard alone: Enter goes on to the next question that is asked, Shift+Enter and the arrows back and forth, F2 takes
   what is offered, F4 changes the unit of money, F8 goes to the next thing that is wrong, Ctrl+Enter begins another round
   of a repeat, Esc leaves it. */
import { said } from "./wording.js";

export class Keys {
  constructor(form, { sheet, mode, cycleMoney, toggleHelp, nextBlock }) {
    Object.assign(this, { form, sheet, mode, cycleMoney, toggleHelp, nextBlock, composedAt: 0 });
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("compositionend", () => this.composed());
    form.addEventListener("entry:onward", (event) => this.from(event.detail, 1));
  }

  key(event) {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      this.waiting = event.target; // Hangul still being composed: on as soon as it is done
      return;
    }
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    if (event.key === "Enter" && Date.now() - this.composedAt < 60) return; // the same key, told again after composing
    act();
  }

  composed() {
    const target = this.waiting;
    this.waiting = null;
    if (!target || (target.tagName === "TEXTAREA" && this.mode() === "visit")) return;
    setTimeout(() => {
      this.onward(target);
      this.composedAt = Date.now();
    });
  }

  action(event) {
    const { key, target } = event;
    const field = target.closest("[data-stop]")?.field;
    const isText = target.matches("input[type=text], textarea");
    if (key === "F1") return () => this.toggleHelp();
    if (key === "F2") return () => field?.takeOffer() && this.onward(target);
    if (key === "F4") return () => this.cycleMoney();
    if (key === "F8") return () => this.toProblem(target);
    if (key === "Escape") return this.leaving(target);
    if (key === "+" && !isText) return this.adding(target);
    if (key === "Enter") return this.enter(event, target);
    if ((key === "ArrowDown" || key === "ArrowUp") && target.matches("input[type=text]") && !event.altKey && target.getAttribute("role") !== "combobox") {
      return () => (key === "ArrowDown" ? this.onward(target) : this.from(stopOf(target), -1));
    }
    return null;
  }

  enter(event, target) {
    if (event.ctrlKey || event.metaKey) return this.adding(target) ?? (() => {});
    if (target.matches("button, a, summary, select")) return null;
    if (target.tagName === "TEXTAREA" && event.altKey) return () => target.setRangeText("\n", target.selectionStart, target.selectionEnd, "end");
    if (target.tagName === "TEXTAREA" && this.mode() === "visit") return null;
    if (event.shiftKey) return () => this.from(stopOf(target), -1);
    return () => this.onward(target);
  }

  /** On from a field: held back once where what stands there is wrong. */
  onward(target) {
    const stop = stopOf(target);
    const field = stop?.field;
    if (field && stop === field.element) {
      field.leave();
      const wrong = field.node.text === "" ? null : field.problem();
      if (wrong && wrong.fault !== "unlikely" && field.warned !== field.node.text) {
        field.touched = true;
        field.warned = field.node.text;
        field.refresh();
        field.control.focus();
        return this.sheet().tell(field.error.textContent);
      }
    }
    this.from(stop, 1);
  }

  from(stop, step) {
    const stops = this.stops();
    const at = stops.indexOf(stop);
    const next = stops[at + step];
    if (next) focusOn(next);
    else if (step > 0 && this.mode() === "visit") this.nextBlock();
    else if (step > 0) this.form.querySelector("[data-hand-in]")?.focus();
  }

  stops() {
    return [...this.form.querySelectorAll("[data-stop]")].filter((one) => one.getClientRects().length > 0 && (!one.field || !one.field.control.inputs.every((input) => input.readOnly || input.disabled)));
  }

  repeatOf(target) {
    return target.closest(".entry-repeat")?.repeat ?? null;
  }

  adding(target) {
    const repeat = this.repeatOf(target);
    return repeat && !repeat.add.hidden ? () => (this.leaveField(target), repeat.addRound()) : null;
  }

  leaving(target) {
    const repeat = this.repeatOf(target);
    return repeat ? () => (this.leaveField(target), this.from(repeat.actions, 1)) : null;
  }

  leaveField(target) {
    target.closest("[data-stop]")?.field?.leave();
  }

  toProblem(target) {
    const fields = this.sheet().fields().filter((field) => field.isVisible);
    this.sheet().checking = true;
    this.sheet().refresh();
    const at = fields.indexOf(target.closest("[data-stop]")?.field);
    const wrong = [...fields.slice(at + 1), ...fields.slice(0, at + 1)].find((field) => {
      const found = field.problem();
      return found && (found.fault !== "unlikely" || !this.sheet().reasons[field.node.address]);
    });
    if (!wrong) return this.sheet().tell(said("nothing_wrong"));
    this.form.dispatchEvent(new CustomEvent("entry:open", { detail: wrong }));
  }
}

const stopOf = (target) => target.closest("[data-stop]");

export function focusOn(stop) {
  if (stop.field && stop === stop.field.element) stop.field.focusStop();
  else if (stop.focusStop) stop.focusStop();
  else stop.focus();
}
