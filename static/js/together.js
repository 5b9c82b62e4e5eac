/* Several people on one draft: says where this one writes, shows where the others do, brings in what they wrote.

   <form data-autosave-url="…" data-autosave-revisions="…" data-presence-url="/…/presence/" data-version="2"> posts
     {"section": "plan", "known": {"need": 3}, "version": 2}
   every 15 seconds while the tab is to be seen, and understands
     {"writing": [{"name": "…", "section": "plan"}], "changes": [{"field", "value", "revision", "by"}],
      "progress": {"plan": [2, 4]}, "documents": "17,19", "news": {"text": "…", "url": "…"} or null}
   Sections are elements with data-section; names go into [data-writing-in=plan], counts into [data-progress-of=plan]. */
import { text, csrfToken } from "./texts.js";
import { make, holderOf, elementsOf } from "./conflicts.js";

const BEAT = 15000;
const REST = 10000;

export class Together {
  constructor(autosave) {
    this.autosave = autosave;
    this.form = autosave.form;
    this.url = this.form.dataset.presenceUrl;
    this.section = "";
    this.waiting = new Map(); // changes of fields in which the cursor stands
    document.addEventListener("focusin", (event) => this.moved(event.target));
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.timer) : this.beat()));
    this.form.addEventListener("focusout", () => setTimeout(() => this.bringWaiting()));
    if (!document.hidden) this.beat();
  }

  moved(element) {
    const section = element.closest?.("[data-section]")?.dataset.section ?? "";
    if (!section || section === this.section) return;
    this.section = section;
    this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    if (this.stopped || this.asking) return;
    this.asking = true;
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Background": "1" },
      body: JSON.stringify({ section: this.section, known: this.autosave.revisions, version: Number(this.form.dataset.version ?? 0) }),
      redirect: "manual",
    }).catch(() => null);
    this.asking = false;
    if (answer && !answer.ok && answer.status < 500) this.stopped = true; // signed out, or no longer a member
    else if (answer?.ok) await this.heard(await answer.json());
    if (!document.hidden && !this.stopped) this.timer = setTimeout(() => this.beat(), BEAT);
  }

  async heard(answer) {
    this.showWriting(answer.writing);
    this.bringIn(answer.changes);
    this.showProgress(answer.progress);
    this.showNews(answer.news);
    await this.refreshDocuments(answer.documents);
  }

  showWriting(writing) {
    for (const line of document.querySelectorAll("[data-writing-in]")) {
      const names = writing.filter((one) => one.section === line.dataset.writingIn).map((one) => one.name);
      this.say(line, names.length ? text("writing", { names: names.join(", ") }) : "");
    }
    const line = document.querySelector("[data-others]");
    if (!line) return;
    const names = [...new Set(writing.map((one) => one.name))];
    this.say(line, names.length ? text("others", { names: names.join(", ") }) : "");
  }

  say(line, words) {
    const place = line.querySelector("[data-words]") ?? line;
    if (place.textContent !== words) place.textContent = words;
    line.hidden = !words;
  }

  /** Fields that nobody touches here take the colleague's text; one that was typed in just now once the cursor leaves or
      rests for a while. */
  bringIn(changes = []) {
    for (const change of changes) {
      const { field, revision } = change;
      if (!elementsOf(this.form, field).length) {
        this.autosave.revisions[field] = revision;
        continue;
      }
      const held = this.autosave.held.get(field);
      if (held && held.revision !== revision) this.autosave.hold(change, {}); // changed again before it was decided
      if (this.autosave.revisions[field] === revision || this.autosave.isTouched(field)) continue;
      if (this.isBusy(field)) this.waiting.set(field, change);
      else this.put(change);
    }
  }

  isBusy(field) {
    const active = document.activeElement;
    return active?.name === field && isText(active) && Date.now() - this.autosave.typedAt < REST;
  }

  bringWaiting() {
    const changes = [...this.waiting.values()];
    this.waiting.clear();
    this.bringIn(changes);
  }

  put({ field, value, revision, by }) {
    this.autosave.noteRevisions({ [field]: revision });
    this.autosave.fill({ [field]: value });
    const holder = holderOf(this.form, field);
    holder.querySelector("[data-fresh]")?.remove();
    const line = make("p", by ? text("changed_by", { name: by }) : text("changed"), { class: "field-fresh", "data-fresh": "", role: "status" });
    holder.append(line);
    holder.addEventListener("input", () => line.remove(), { once: true });
  }

  showProgress(progress = {}) {
    for (const place of document.querySelectorAll("[data-progress-of]")) {
      const counted = progress[place.dataset.progressOf];
      if (!counted) continue;
      const [done, asked] = counted;
      place.querySelector("[data-counts]").textContent = `${done}/${asked}`;
      place.toggleAttribute("data-complete", done === asked);
    }
    const whole = document.querySelector("[data-progress-whole]");
    if (!whole) return;
    const sums = Object.values(progress).reduce(([done, asked], [d, a]) => [done + d, asked + a], [0, 0]);
    const percent = sums[1] ? Math.round((100 * sums[0]) / sums[1]) : 100;
    whole.querySelector("progress").value = percent;
    whole.querySelector("strong").textContent = `${percent}%`;
  }

  showNews(news) {
    const place = document.querySelector("[data-news]");
    if (!place || !news) return;
    place.querySelector("[data-words]").textContent = news.text;
    place.querySelector("a").href = news.url;
    place.hidden = false;
  }

  /** A colleague attached or took off a file: the section of documents is fetched anew, unless a file is chosen here. */
  async refreshDocuments(attached) {
    const section = document.getElementById("documents");
    if (!section || section.dataset.attached === attached) return;
    if (section.contains(document.activeElement) || [...section.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    const answer = await fetch(location.pathname, { headers: { "X-Background": "1" }, redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("documents");
    if (!fresh) return;
    section.replaceWith(document.adoptNode(fresh));
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  }
}

function isText(element) {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !["radio", "checkbox"].includes(element.type));
}
