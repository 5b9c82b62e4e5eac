/* Handing in: everything is judged once more, what stands in the way is listed with links to its questions, and the server's
   answer (a receipt, or what it finds) is shown. */
import { text } from "../texts.js";
import { fieldOf } from "./record.js";
import { isSignedOut } from "./keeping.js";
import { make, said } from "./wording.js";

export class Handing {
  constructor(form, { sheet, keeper, open }) {
    Object.assign(this, { form, sheet, keeper, open });
    this.summary = form.querySelector("[data-entry-problems]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.handIn();
    });
  }

  /** What has to be mended, or kept with a reason that is not given yet. */
  standing() {
    const sheet = this.sheet();
    return sheet.record.problems().filter((one) => one.fault !== "unlikely" || !sheet.reasons[one.address]);
  }

  async handIn() {
    if (this.busy) return;
    const sheet = this.sheet();
    sheet.checking = true;
    sheet.changed();
    const found = this.standing();
    if (found.length) return this.list(found);
    if (this.keeper.undecided.size) return this.keeper.show("conflict_choose");
    this.summary.hidden = true;
    this.busy = true;
    await this.send();
    this.busy = false;
  }

  async send() {
    await this.keeper.save();
    if (!this.keeper.isClean()) return this.keeper.undecided.size || this.show(text("not_sent"), []);
    this.keeper.show("saving");
    const answer = await this.keeper.post(this.form.dataset.submitUrl, this.keeper.body());
    if (answer?.ok && !answer.redirected) return this.handedIn(await answer.json());
    if (!answer) return this.show(text("not_sent"), []);
    if (isSignedOut(answer)) return this.keeper.show("expired");
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 409 && told.fields?.length) return this.keeper.elsewhere(told);
    if (told.problems) return this.refused(told.problems);
    this.keeper.say(told.message ?? said("not_handed_in"));
    this.show(told.message ?? said("not_handed_in"), []);
  }

  refused(problems) {
    const sheet = this.sheet();
    for (const one of problems) sheet.serverProblems.set(one.address, one);
    sheet.refresh();
    this.keeper.later();
    this.list(problems);
  }

  list(problems) {
    this.show(said(problems.length === 1 ? "to_mend_one" : "to_mend", { n: problems.length }), problems);
    this.sheet().tell("");
  }

  show(title, problems) {
    const sheet = this.sheet();
    const rows = problems.map((one) => make("li", {}, this.line(sheet, one)));
    this.summary.replaceChildren(make("h2", {}, title), make("ul", {}, ...rows));
    this.summary.hidden = false;
    this.summary.focus();
    this.summary.scrollIntoView({ block: "start" });
  }

  line(sheet, problem) {
    const field = sheet.fieldAt(problem.address);
    const item = sheet.record.form.items.get(problem.address.replace(/\[\d+\]/g, ""));
    if (!item) return problem.text ?? said(problem.fault, problem.facts);
    const node = field?.node ?? sheet.record.at(problem.address) ?? sheet.record.root;
    const words = `${roundOf(problem.address)}${sheet.wording.label(item, node)}: ${sheet.wording.problem(problem, item, node)}`;
    if (!field) return words;
    const link = make("a", { href: `#${field.id}` }, words);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.open(field);
    });
    return link;
  }

  handedIn({ receipt, next }) {
    this.keeper.finish();
    const title = make("h2", { tabindex: "-1" }, said("handed_in"));
    const { workUrl } = this.form.dataset;
    const onward = make("a", { class: "krds-btn primary", href: next || workUrl }, this.form.dataset.nextText ?? said("next_business"));
    const list = next && next !== workUrl ? make("a", { class: "krds-btn tertiary", href: workUrl }, said("my_list")) : null;
    const done = make("section", { class: "entry-receipt" }, title, make("p", {}, said("receipt", { receipt })), make("p", { class: "form-actions" }, onward, list));
    this.form.replaceWith(done);
    onward.focus();
    done.scrollIntoView({ block: "start" });
  }
}

/** "2: " where the question stands in the second round of a repeat. */
export const roundOf = (address) => (address === fieldOf(address) ? "" : `${[...address.matchAll(/\[(\d+)\]/g)].map(([, round]) => round).join(".")}: `);
