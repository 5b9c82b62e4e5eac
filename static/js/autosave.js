/* A form that saves itself.

   <form data-autosave-url="/…/draft/" data-autosave-revision="7"> posts the changed fields as JSON
     {"revision": 7, "fields": {"title": "…", "kinds": ["a", "b"]}}
   and understands these answers:
     200 {"revision": 8, "saved_at": "14:03", "errors": {"title": ["…"]}}    saved; errors are hints, not refusals
     409 {"revision": 9, "fields": {"title": "…"}, "labels": {"title": "…"}}  somebody saved in between: the person chooses
     401 / 403 / a redirect                                                    signed out: kept here until signed in again
   With data-autosave-revisions='{"title": 3}' each field has a revision of its own, so that several people can fill in
   one form: posts {"revisions": {"title": 3}, "fields": {"title": "…"}} and understands
     200 {"revisions": {"title": 4}, "saved_at": "14:03", "conflicts": [{"field": "need", "value": "…", "revision": 2}]}
     409 / 413 / 422 {"message": "…"}                                         refused for good: shown, the text stays
   What is not yet saved waits in localStorage under the person's id, is put back when the page opens again,
   and is removed once the server has it, at sign-out, or after seven days. */
import { text, csrfToken } from "./texts.js";

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
    this.sending = null;
    this.reached = true;
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", (event) => (this.revisions ? this.settleFirst(event) : this.leave()));
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    document.addEventListener("hanbat:session-over", () => this.show("expired"));
    this.restore();
  }

  changed(element) {
    if (!element.name || element.type === "file" || element.type === "password" || element.name === "csrfmiddlewaretoken") return;
    this.pending[element.name] = this.valueOf(element.name);
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  valueOf(name) {
    const elements = [...this.form.elements].filter((element) => element.name === name);
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
      for (const element of [...this.form.elements].filter((candidate) => candidate.name === name)) {
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

  async save() {
    clearTimeout(this.timer);
    if (this.sending || !Object.keys(this.pending).length) return;
    const sent = this.pending;
    this.pending = {};
    this.show("saving");
    this.sending = this.post(sent);
    const answer = await this.sending;
    this.sending = null;
    this.reached = answer !== null;
    if (answer?.ok && !answer.redirected) return this.saved(await answer.json());
    this.pending = { ...sent, ...this.pending };
    if (this.revisions && [409, 413, 422].includes(answer?.status)) return this.refused(await answer.json());
    if (answer?.status === 409) return this.conflict(await answer.json());
    if (answer && (answer.redirected || answer.type === "opaqueredirect" || [401, 403].includes(answer.status))) return this.show("expired");
    this.show(navigator.onLine && answer ? "failed" : "offline");
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  post(fields) {
    return fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ revision: this.revision, revisions: this.revisionsOf(fields), fields }),
      redirect: "manual",
      keepalive: true,
    }).catch(() => null);
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

  /** Sending the form whole waits for the save under way, or its own earlier text would look like somebody else's.
      Without a connection it is not sent at all: the page stays, says so, and keeps what was typed. */
  async settleFirst(event) {
    const unsaved = this.sending || Object.keys(this.pending).length;
    if (!unsaved && navigator.onLine) return;
    const asked = event.submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!navigator.onLine) return this.notSent();
    if (this.sending) await this.sending;
    await new Promise((done) => setTimeout(done));
    await this.save();
    if (this.form.querySelector("dialog[open]") || document.querySelector("dialog[open]")) return;
    if (!this.reached) return this.notSent();
    this.pending = {};
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

  saved(answer) {
    this.revision = answer.revision;
    if (this.revisions) this.noteRevisions(answer.revisions);
    if (answer.conflicts?.length) return this.conflictOfFields(answer);
    const field = this.form.elements.revision;
    if (field) field.value = answer.revision;
    if (Object.keys(this.pending).length) {
      this.keep();
      this.save();
    } else localStorage.removeItem(this.key);
    this.show(Object.keys(answer.errors ?? {}).length ? "invalid" : "saved", { time: answer.saved_at });
    document.dispatchEvent(new CustomEvent("hanbat:server-contact"));
  }

  /** The form is being sent whole. Should that fail, its text is still here; the next page that opens clears it away. */
  leave() {
    clearTimeout(this.timer);
    if (Object.keys(this.pending).length) this.keep({ sent: true });
  }

  conflictOfFields(answer) {
    const theirs = (key) => Object.fromEntries(answer.conflicts.map((one) => [one.field, one[key]]));
    for (const { field } of answer.conflicts) this.pending[field] ??= this.valueOf(field);
    this.keep();
    this.conflict({ fields: theirs("value"), saved_at: answer.saved_at });
  }

  conflict(other) {
    this.show("conflict");
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", "conflict-title");
    const rows = Object.keys(this.pending)
      .filter((name) => String(other.fields[name] ?? "") !== String(this.pending[name]))
      .map((name) => [this.labelOf(name), this.pending[name], other.fields[name] ?? ""]);
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
        if (this.revisions) for (const name of Object.keys(other.fields)) delete this.pending[name];
        else this.pending = {};
        localStorage.removeItem(this.key);
        if (Object.keys(this.pending).length) this.save();
        this.fill(other.fields);
        this.show("saved", { time: other.saved_at ?? "" });
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

  labelOf(name) {
    const field = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    return field?.querySelector(".field-label, label")?.firstChild?.textContent.trim() ?? name;
  }

  show(state, values = {}) {
    if (!this.status) return;
    this.status.dataset.state = state === "invalid" ? "saved" : state;
    this.status.querySelector("[data-autosave-text]").textContent = text(state, values);
  }
}

function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = content;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
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
