/* A form that saves itself.

   <form data-autosave-url="/…/draft/" data-autosave-revision="7"> posts the changed fields as JSON
     {"revision": 7, "fields": {"title": "…", "kinds": ["a", "b"]}}
   and understands these answers:
     200 {"revision": 8, "saved_at": "14:03", "errors": {"title": ["…"]}}    saved; errors are hints, not refusals
     409 {"revision": 9, "fields": {"title": "…"}, "labels": {"title": "…"}}  somebody saved in between: the person chooses
     401 / 403 / a redirect                                                    signed out: kept here until signed in again
   With data-autosave-revisions='{"title": 3}' each field has a revision of its own, so that several people can fill in
   one form: posts {"revisions": {"title": 3}, "fields": {"title": "…"}} and understands
     200 {"revisions": {"title": 4}, "saved_at": "14:03", "conflicts": [{"field", "value", "revision", "by"}]}
     409 / 413 / 422 {"message": "…"}                                         refused for good: shown, the text stays
   A field in conflict is held back, with both versions side by side below it, until one is chosen. With
   data-presence-url (together.js) it posts "known", all revisions of the page, and takes "changes" and "progress" too.
   What is not yet saved waits in localStorage under the person's id, is put back when the page opens again,
   and is removed once the server has it, at sign-out, or after seven days. */
import { text, csrfToken } from "./texts.js";
import { Choice, elementsOf, labelOf, make } from "./conflicts.js";
import { Together } from "./together.js";

const WAIT = 800;
const RETRY = 10000;
const KEEP = 7 * 24 * 3600 * 1000;
const PREFIX = "hanbat:draft:";

export function autosaveForms(root) {
  const forms = [...root.querySelectorAll("form[data-autosave-url]:not([data-autosave-ready])")];
  if (root instanceof HTMLFormElement && root.dataset.autosaveUrl && !root.dataset.autosaveReady) forms.push(root);
  for (const form of forms) {
    form.dataset.autosaveReady = "yes";
    new Autosave(form);
  }
}

/** Personal data must not stay behind on a shared computer. */
export function clearDraftsOnSignOut() {
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-clear-drafts")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    sessionStorage.removeItem("hanbat-field-key"); // what the field app keeps opens with its PIN only from now on
  });
}

/** A form that was sent and is not on the page that answered has arrived: nothing of it need be kept. */
export function forgetSentForms() {
  const owner = document.body.dataset.user;
  if (!owner || document.querySelector("[data-failed]")) return;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`${PREFIX}${owner}:`) || !JSON.parse(localStorage.getItem(key)).sent) continue;
    const url = key.slice(`${PREFIX}${owner}:`.length);
    if (!document.querySelector(`form[data-autosave-url="${CSS.escape(url)}"]`)) localStorage.removeItem(key);
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.revision = Number(form.dataset.autosaveRevision || 0);
    this.revisions = form.dataset.autosaveRevisions ? JSON.parse(form.dataset.autosaveRevisions) : null;
    this.key = `${PREFIX}${document.body.dataset.user ?? "anonymous"}:${this.url}`;
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.pending = {};
    this.held = new Map(); // name → {value, revision, by, choice}: fields that wait for a decision
    this.sent = {};
    this.settled = {}; // name → what the server is known to have
    this.sending = null;
    this.reached = true;
    this.typedAt = 0;
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", (event) => (this.revisions ? this.settleFirst(event) : this.leave()));
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    document.addEventListener("hanbat:session-over", () => this.show("expired"));
    this.restore();
    if (this.revisions && form.dataset.presenceUrl) this.together = new Together(this);
  }

  changed(element) {
    if (element.closest("[data-autosave-skip]")) return;
    if (!element.name || element.type === "file" || element.type === "password" || element.name === "csrfmiddlewaretoken") return;
    if (this.isNoNews(element.name)) return;
    this.typedAt = Date.now();
    this.pending[element.name] = this.valueOf(element.name);
    this.keep();
    const held = this.held.get(element.name);
    if (held) return held.choice.show(held, this.pending[element.name]);
    if (!this.held.size) this.show("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  /** Leaving a field tells of a change that was already saved: sent again it could meet a colleague's newer text. */
  isNoNews(name) {
    if (name in this.pending) return false;
    const known = name in this.sent ? this.sent[name] : this.settled[name];
    return known !== undefined && String(known) === String(this.valueOf(name));
  }

  valueOf(name) {
    const elements = elementsOf(this.form, name);
    const first = elements[0];
    if (first.type === "radio") return elements.find((element) => element.checked)?.value ?? "";
    if (first.type === "checkbox") {
      if (elements.length === 1) return first.checked ? first.value : "";
      return elements.filter((element) => element.checked).map((element) => element.value);
    }
    if (first.multiple) return [...first.selectedOptions].map((option) => option.value);
    return first.value;
  }

  fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (!(name in this.pending)) this.settled[name] = value;
      for (const element of elementsOf(this.form, name)) {
        if (element.type === "radio" || element.type === "checkbox") element.checked = [value].flat().includes(element.value);
        else if (element.multiple) for (const option of element.options) option.selected = [value].flat().includes(option.value);
        else if (element.type !== "file") element.value = value;
        element.dispatchEvent(new Event("hanbat:filled", { bubbles: true }));
      }
    }
    for (const select of this.form.querySelectorAll("select")) select.classList.toggle("completed", select.value !== "");
  }

  keep(more = {}) {
    const kept = { at: Date.now(), revision: this.revision, revisions: this.revisionsOf(this.pending), fields: this.pending, ...more };
    localStorage.setItem(this.key, JSON.stringify(kept));
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    if (Date.now() - kept.at > KEEP) return localStorage.removeItem(this.key);
    const fields = Object.fromEntries(Object.entries(kept.fields).filter(([name]) => name in this.form.elements));
    if (!Object.keys(fields).length) return localStorage.removeItem(this.key);
    // The revision that it was typed on goes along: if somebody saved since, the person is asked.
    this.revision = kept.revision;
    if (this.revisions) Object.assign(this.revisions, kept.revisions);
    this.pending = fields;
    this.fill(fields);
    this.show("restored");
    this.save();
  }

  /** Whether something of this field is typed here that the server does not have yet. */
  isTouched(name) {
    return name in this.pending || name in this.sent || this.held.has(name);
  }

  /** What can be sent now: everything typed but what waits for a decision. */
  ready() {
    return Object.fromEntries(Object.entries(this.pending).filter(([name]) => !this.held.has(name)));
  }

  /** An answer is taken in at one go: whoever waits for `sending` finds the revisions that it brought. */
  async save() {
    clearTimeout(this.timer);
    const sent = this.ready();
    if (this.sending || !Object.keys(sent).length) return;
    this.sent = sent;
    for (const name of Object.keys(sent)) delete this.pending[name];
    this.show("saving");
    this.sending = this.post(sent);
    const { answer, told } = await this.sending;
    this.sending = null;
    this.sent = {};
    this.reached = answer !== null;
    if (told && answer.ok && !answer.redirected) return this.saved(told, sent);
    this.pending = { ...sent, ...this.pending };
    if (told && this.revisions && [409, 413, 422].includes(answer.status)) return this.refused(told);
    if (told && answer.status === 409) return this.conflict(told);
    if (answer && (answer.redirected || answer.type === "opaqueredirect" || [401, 403].includes(answer.status))) return this.show("expired");
    this.show(navigator.onLine && answer ? "failed" : "offline");
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  /** {answer, told}: what the server said; told is null where somebody else answered (a page that a network puts in
      between), both are where nobody did. */
  async post(fields) {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ revision: this.revision, revisions: this.revisionsOf(fields), known: this.together && this.revisions, fields }),
      redirect: "manual",
      keepalive: true,
    }).catch(() => null);
    return { answer, told: (await answer?.json().catch(() => null)) ?? null };
  }

  revisionsOf(fields) {
    if (!this.revisions) return undefined;
    return Object.fromEntries(Object.keys(fields).map((name) => [name, this.revisions[name] ?? 0]));
  }

  noteRevisions(revisions) {
    Object.assign(this.revisions, revisions);
    const field = this.form.elements.revisions;
    if (field) field.value = JSON.stringify(this.revisions);
  }

  /** Sending the form whole waits for the save under way, or its own earlier text would look like somebody else's; who
      was asked "are you sure?" is not asked again after it. Without a connection it is not sent at all: the page stays,
      says so, and keeps what was typed. */
  async settleFirst(event) {
    const unsaved = this.sending || Object.keys(this.pending).length;
    if (!unsaved && navigator.onLine) return;
    const asked = event.submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!navigator.onLine) return this.notSent();
    while (this.sending) await this.sending;
    await this.save();
    if (this.held.size) return this.held.values().next().value.choice.block.focus();
    if (document.querySelector("dialog[open]")) return;
    if (!this.reached) return this.notSent();
    this.pending = {};
    this.form.dataset.confirmed = "yes";
    this.form.requestSubmit(asked);
  }

  notSent() {
    if (Object.keys(this.pending).length) this.keep();
    this.show("offline");
    this.status.querySelector("[data-autosave-text]").textContent = text("not_sent");
  }

  /** The server will not take it (the call has closed): say so; what was typed stays on the page and on the device. */
  refused(answer) {
    this.keep();
    this.status.dataset.state = "failed";
    this.status.querySelector("[data-autosave-text]").textContent = answer.message;
  }

  saved(answer, sent) {
    this.revision = answer.revision;
    Object.assign(this.settled, sent);
    for (const one of answer.conflicts ?? []) delete this.settled[one.field];
    for (const one of answer.conflicts ?? []) delete answer.revisions[one.field]; // still on the old one until decided
    if (this.revisions) this.noteRevisions(answer.revisions);
    for (const one of answer.conflicts ?? []) this.hold(one, sent);
    this.together?.bringIn(answer.changes);
    this.together?.showProgress(answer.progress);
    const field = this.form.elements.revision;
    if (field) field.value = answer.revision;
    if (Object.keys(this.pending).length) this.keep();
    else localStorage.removeItem(this.key);
    if (this.held.size) this.show("conflict_choose");
    else this.show(Object.keys(answer.errors ?? {}).length ? "invalid" : "saved", { time: answer.saved_at });
    document.dispatchEvent(new CustomEvent("hanbat:server-contact"));
    this.save(); // what was typed meanwhile
  }

  /** The form is being sent whole. Should that fail, its text is still here; the next page that opens clears it away. */
  leave() {
    clearTimeout(this.timer);
    if (Object.keys(this.pending).length) this.keep({ sent: true });
  }

  /** Somebody else changed this field since it was shown here: both versions are shown until one is chosen. */
  hold(other, sent) {
    this.pending[other.field] ??= sent[other.field];
    const choice = this.held.get(other.field)?.choice ?? new Choice(this.form, other.field, (theirs) => this.decide(other.field, theirs));
    const held = { ...other, choice };
    this.held.set(other.field, held);
    choice.show(held, this.pending[other.field]);
  }

  decide(name, theirs) {
    const { value, revision, choice } = this.held.get(name);
    this.held.delete(name);
    this.noteRevisions({ [name]: revision });
    if (theirs) {
      delete this.pending[name];
      this.fill({ [name]: value });
    }
    choice.remove();
    if (Object.keys(this.pending).length) this.keep();
    else localStorage.removeItem(this.key);
    if (this.held.size) this.show("conflict_choose");
    else if (theirs) this.show("kept");
    this.save();
  }

  conflict(other) {
    this.show("conflict");
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", "conflict-title");
    const rows = Object.keys(this.pending)
      .filter((name) => String(other.fields[name] ?? "") !== String(this.pending[name]))
      .map((name) => [labelOf(this.form, name), this.pending[name], other.fields[name] ?? ""]);
    dialog.append(
      make("h2", text("conflict"), { id: "conflict-title" }),
      make("p", text("conflict_text")),
      table([text("field"), text("mine"), text("theirs")], rows),
    );
    const actions = make("div", "", { class: "dialog-actions" });
    const theirs = make("button", text("take_theirs"), { class: "krds-btn medium tertiary", type: "button" });
    const mine = make("button", text("keep_mine"), { class: "krds-btn medium primary", type: "button" });
    actions.append(theirs, mine);
    dialog.append(actions);
    const settle = (take) => {
      this.revision = other.revision;
      if (take) {
        this.pending = {};
        localStorage.removeItem(this.key);
        this.fill(other.fields);
        this.show("kept");
      } else this.save();
      dialog.close();
      dialog.remove();
    };
    theirs.addEventListener("click", () => settle(true));
    mine.addEventListener("click", () => settle(false));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  }

  show(state, values = {}) {
    if (!this.status) return;
    this.status.dataset.state = { invalid: "saved", kept: "saved", conflict_choose: "conflict" }[state] ?? state;
    const line = this.status.querySelector("[data-autosave-text]");
    const words = text(state, values);
    if (line.textContent !== words) line.textContent = words; // said aloud once, not with every key
  }
}

function table(heads, rows) {
  const element = make("table", "", { class: "table conflict-table" });
  const headRow = make("tr", "");
  headRow.append(...heads.map((head) => make("th", head, { scope: "col" })));
  const head = make("thead", "");
  head.append(headRow);
  const body = make("tbody", "");
  for (const cells of rows) {
    const row = make("tr", "");
    row.append(...cells.map((cell) => make("td", String(cell))));
    body.append(row);
  }
  element.append(head, body);
  return element;
}
