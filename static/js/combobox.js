/* Find one of many by typing (ARIA combobox with a list). The address answers ?q= with
   {"results": [{"value": "12", "label": "성심당", "detail": "은행동 · 제과점"}]}. */
import { text } from "./texts.js";

const WAIT = 200;

export function enhanceComboboxes(root) {
  for (const box of root.querySelectorAll("[data-combobox]:not([data-ready])")) {
    box.dataset.ready = "yes";
    new Combobox(box);
  }
}

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=search]");
    this.value = box.querySelector("input[type=hidden]");
    this.list = box.querySelector("[role=listbox]");
    this.status = box.querySelector("[data-combobox-status]");
    this.active = -1;
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  later() {
    this.value.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT);
  }

  async search() {
    const query = this.input.value.trim();
    this.request?.abort();
    if (!query) return this.close();
    this.request = new AbortController();
    const address = new URL(this.box.dataset.url, location.href);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.show((await answer.json()).results);
      document.dispatchEvent(new CustomEvent("hanbat:server-contact"));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.close();
      this.status.textContent = text("search_failed");
    }
  }

  show(results) {
    this.list.replaceChildren(...results.map((result, index) => this.option(result, index)));
    this.status.textContent = results.length ? text("results", { n: results.length }) : text("no_results");
    this.active = -1;
    this.open(results.length > 0);
  }

  option(result, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.value = result.value;
    item.dataset.label = result.label;
    if (result.url) item.dataset.url = result.url;
    item.append(result.label);
    if (result.detail) {
      const detail = document.createElement("span");
      detail.className = "detail";
      detail.textContent = result.detail;
      item.append(detail);
    }
    return item;
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + step + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
      this.input.setAttribute("aria-activedescendant", options[this.active].id);
      options[this.active].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !this.list.hidden && options.length) {
      if (event.isComposing) return; // Hangul still being composed
      event.preventDefault();
      this.choose(options[Math.max(this.active, 0)]);
    } else if (event.key === "Escape") this.close();
  }

  choose(option) {
    clearTimeout(this.timer); // what was typed last is not looked for any more
    this.request?.abort();
    this.value.value = option.dataset.value;
    this.input.value = option.dataset.label;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true })); // a field that saves itself takes it
    this.box.dispatchEvent(new CustomEvent("hanbat:chosen", { bubbles: true, detail: { ...option.dataset } }));
    if (option.dataset.url) location.assign(option.dataset.url);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.open(false);
  }
}
