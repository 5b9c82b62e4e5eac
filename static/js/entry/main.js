/* The page of entry: <form data-entry> with the addresses of what it needs, and what is known of the record in
   <script id="entry-state"> (docs/records.md). */
import { Form } from "../xform/form.js";
import { sideBySide } from "./conflict.js";
import { Handing } from "./handing.js";
import { Keeper } from "./keeping.js";
import { Keys, focusOn } from "./keys.js";
import { Pages } from "./pages.js";
import { Paradata } from "./paradata.js";
import { sender } from "./photo.js";
import { Record } from "./record.js";
import { listNotes } from "./returned.js";
import { Sheet } from "./sheet.js";
import { make, said } from "./wording.js";

const MODES = ["visit", "paper", "phone"];
const CHANNELS = { visit: "field", paper: "paper", phone: "telephone" };
const MONEY = ["man", "thousand", "won"];

export class Entry {
  /** parts: {keeper(url, state, sheet, paradata, on), handing(form, parts), industries()}, where the record is kept, handed in
      and looked up otherwise than by the server. */
  constructor(form, state, compiled, parts = {}) {
    this.form = form;
    this.parts = { keeper: (...given) => new Keeper(...given), handing: (...given) => new Handing(...given), ...parts };
    this.state = state;
    this.owner = document.body.dataset.user ?? "anonymous";
    this.modes = state.modes ?? MODES; // a respondent answers in one way, which is not remembered
    this.mode = this.modes.length > 1 ? this.remembered("mode", MODES, state.mode) : this.modes[0];
    this.money = this.remembered("money", MONEY, "man");
    this.paradata = new Paradata(form);
    this.paradata.mode = this.mode;
    this.compiled = new Form(compiled);
    const { filesUrl } = form.dataset;
    this.files = filesUrl ? { known: { ...state.files }, send: sender(filesUrl, this.compiled.version) } : null;
    this.sheet = this.drawn(new Record(this.compiled, state.content, this.prefilled()), state.reasons);
    const sheet = () => this.sheet;
    this.keeper = this.parts.keeper(form.dataset.saveUrl, state, sheet, this.paradata, {
      taken: () => this.renew(),
      conflict: (fields, other) => this.conflict(fields, other),
    });
    const kept = this.keeper.restored();
    if (kept) this.sheet = this.drawn(new Record(this.compiled, kept.content), kept.reasons);
    this.pages = new Pages(form, sheet, () => this.mode);
    this.handing = this.parts.handing(form, { sheet, keeper: this.keeper, open: (field) => this.pages.open(field) });
    this.keys = new Keys(form, {
      sheet, mode: () => this.mode,
      cycleMoney: () => this.setMoney(MONEY[(MONEY.indexOf(this.money) + 1) % MONEY.length]),
      toggleHelp: () => this.help.toggleAttribute("open"),
      nextBlock: () => this.pages.turn(1),
    });
    form.addEventListener("entry:open", (event) => this.pages.open(event.detail));
    listNotes(form.querySelector("[data-entry-notes]"), sheet, (field) => this.pages.open(field));
    this.choices();
    this.setMode(this.mode);
    form.hidden = false;
    form.dataset.ready = "yes";
    this.begin();
  }

  remembered(what, known, otherwise) {
    const kept = localStorage.getItem(`hanbat:entry:${what}:${this.owner}`);
    return [kept, otherwise, known[0]].find((one) => known.includes(one));
  }

  remember(what, value) {
    localStorage.setItem(`hanbat:entry:${what}:${this.owner}`, value);
  }

  get channel() {
    return this.state.channel ?? CHANNELS[this.mode];
  }

  path(name) {
    return [...this.compiled.items.values()].find((item) => item.holdsAnswer && item.name === name)?.path;
  }

  /** What a new record begins with. The day on a paper form is not today: it is offered from the form before. */
  prefilled() {
    const { [this.path("visited_on")]: today, ...known } = this.state.prefill;
    const begun = { ...known, [this.path("channel")]: this.channel };
    if (this.mode !== "paper") begun[this.path("visited_on")] = today;
    return Object.fromEntries(Object.entries(begun).filter(([path, answer]) => this.compiled.items.has(path) && answer));
  }

  /** What one key takes: what the frame knows of the business, else what the record before this one had. */
  offers() {
    const { prefill, last } = this.state;
    const [day, channel] = [this.path("visited_on"), this.path("channel")];
    return { ...last, ...prefill, [day]: last[day] ?? prefill[day], [channel]: this.channel };
  }

  drawn(record, reasons) {
    const { form, state } = this;
    const entry = this;
    const known = {
      reasons, notes: state.notes, returned: Boolean(state.returned), unasked: new Set(state.unasked), offers: this.offers(), files: this.files,
      get money() { return entry.money; },
      industries: this.industries(),
    };
    return new Sheet(form.querySelector("[data-entry-sheet]"), record, known, {
      edited: (field) => this.edited(field),
      reasoned: () => this.changed(),
      rounds: () => this.changed(),
    });
  }

  industries() {
    const ask = this.parts.industries ?? (this.form.dataset.industryUrl ? () => codes(this.form.dataset.industryUrl) : null);
    return ask && (() => (this.codes ??= ask()));
  }

  edited(field) {
    this.paradata.edited(field);
    this.changed();
  }

  changed() {
    this.keeper.later();
    if (this.mode === "visit") return this.pages.refresh(); // a block that is asked now must not flash up
    clearTimeout(this.counting);
    this.counting = setTimeout(() => this.pages.refresh(), 120);
  }

  renew() {
    this.sheet.renew();
    this.pages.refresh();
  }

  /** Where the work begins, when somebody types at a desk: at the first answer with a note of the supervisor, else at the first
      question without an answer. */
  begin() {
    if (this.mode === "visit") return;
    const stops = this.keys.stops();
    const noted = stops.find(({ field }) => field && this.sheet.notes[field.node.address]);
    const first = noted ?? stops.find((stop) => stop.field?.node.text === "") ?? stops[0];
    if (first) focusOn(first);
  }

  conflict(fields, other) {
    for (const path of fields) {
      const holder = this.form.querySelector(`[data-path="${CSS.escape(path)}"]`);
      const item = this.compiled.items.get(path);
      const words = (record) => inWords(this.sheet, item, record);
      const block = sideBySide(holder, this.sheet.wording.label(item, this.sheet.record.root), words(this.sheet.record), words(other), (theirs) => {
        this.keeper.decided(path, other, theirs);
        this.fieldOf(path)?.focusStop();
      });
      if (path === fields[0]) block.scrollIntoView({ block: "center" });
    }
    this.sheet.tell(said("conflict_told"));
  }

  fieldOf(path) {
    return this.sheet.fields().find((field) => field.item.path === path);
  }

  setMode(mode) {
    this.mode = mode;
    this.paradata.mode = mode;
    this.form.dataset.mode = mode;
    if (this.modes.length > 1) this.remember("mode", mode);
    for (const button of this.modeButtons) button.setAttribute("aria-pressed", String(button.value === mode));
    this.help.hidden = mode === "visit";
    this.sheet.refresh();
    this.pages.refresh();
  }

  setMoney(unit) {
    this.money = unit;
    this.remember("money", unit);
    this.moneyChoice.value = unit;
    for (const field of this.sheet.fields()) if (field.item.unit === "10k_won") field.control.leave(), field.control.refresh();
    this.sheet.tell(said("money_now", { unit: said(`money_${unit}`) }));
  }

  /** How one works, the unit of money, the keys. */
  choices() {
    this.modeButtons = this.modes.map((mode) => {
      const button = make("button", { type: "button", class: "entry-mode", value: mode, "aria-pressed": "false" }, said(`mode_${mode}`));
      button.addEventListener("click", () => (this.setMode(mode), this.begin()));
      return button;
    });
    this.moneyChoice = make("select", { class: "krds-form-select small completed", id: "entry-money" }, ...MONEY.map((unit) => make("option", { value: unit }, said(`money_${unit}`))));
    this.moneyChoice.value = this.money;
    this.moneyChoice.addEventListener("change", () => this.setMoney(this.moneyChoice.value));
    const hasMoney = [...this.compiled.items.values()].some((item) => item.unit === "10k_won");
    this.help = make("details", { class: "entry-keys" }, make("summary", {}, said("keys"), make("kbd", {}, "F1")), keyList());
    this.form.querySelector("[data-entry-choices]").replaceChildren(
      this.modes.length > 1 ? make("div", { class: "entry-modes", role: "group", "aria-label": said("mode") }, ...this.modeButtons) : "",
      hasMoney ? make("div", { class: "entry-money" }, make("label", { for: "entry-money" }, said("money")), this.moneyChoice) : "",
      this.help,
    );
  }
}

function keyList() {
  const keys = [["Enter", "enter"], ["Shift+Enter ↑", "back"], ["1 2 3", "number"], ["F2", "offer"], ["F4", "money"], ["F8", "problem"], ["Ctrl+Enter +", "add"], ["Esc", "leave"], ["Alt+Enter", "line"]];
  return make("dl", {}, ...keys.map(([key, name]) => make("div", {}, make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, said(`key_${name}`)))));
}

/** A field of a record as people read it: an answer, or the rounds of a repeat. */
function inWords(sheet, item, record) {
  const nodes = (node, path) => path.split("/").slice(2).reduce((found, name) => found.flatMap((one) => one.named(name)), [node]);
  const answer = (inner, node) => (inner.control && node.text ? sheet.wording.answer(inner, node) : "");
  const found = nodes(record.root, item.path);
  if (item.kind !== "repeat") return found.map((node) => answer(item, node)).join(", ");
  const round = (node) => [...node.every()].map((inner) => (inner.children.size ? round(inner) : answer(record.form.items.get(inner.path), inner))).filter(Boolean).join(" ");
  return found.map((node, index) => `${index + 1}. ${round(node)}`).join("\n");
}

async function codes(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? (await answer.json()).codes.map(([code, label]) => ({ code, label })) : [];
}

async function start(form) {
  const state = JSON.parse(document.getElementById("entry-state").textContent);
  const answer = await fetch(form.dataset.formUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return form.parentElement.querySelector("[data-entry-failed]")?.removeAttribute("hidden");
  const compiled = await answer.json();
  performance.mark("entry:form");
  new Entry(form, state, compiled);
  performance.mark("entry:ready");
}

for (const form of document.querySelectorAll("form[data-entry]")) start(form);
