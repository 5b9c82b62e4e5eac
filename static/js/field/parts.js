/* Pieces of the app's screens, in the look of the office's pages. */
import { make } from "../entry/wording.js";

const TONES = { neutral: "bg-light-gray", info: "bg-light-information", progress: "bg-light-primary", success: "bg-light-success", warning: "bg-light-warning", danger: "bg-light-danger" };

export const badge = (words, tone = "neutral") => make("span", { class: `krds-badge ${TONES[tone]}` }, words);
export const link = (href, words, look = "tertiary", size = "medium") => make("a", { class: `krds-btn ${size} ${look}`, href }, words);

export function button(words, act, look = "tertiary", size = "medium") {
  const made = make("button", { type: "button", class: `krds-btn ${size} ${look}` }, words);
  made.addEventListener("click", act);
  return made;
}

export function callout(tone, title, ...inside) {
  return make("div", { class: `callout callout-${tone}` }, make("div", {}, title ? make("p", { class: "callout-title" }, title) : null, make("div", { class: "callout-body" }, ...inside)));
}

export function head(title, ...inside) {
  return make("div", { class: "page-head" }, make("div", { class: "page-head-text" }, make("h1", { tabindex: "-1" }, title), ...inside));
}

/** A labelled control, with room for what is wrong with it: {element, wrong(words)}. `frame`: what the control lies in. */
export function field(control, label, help = "", frame = control) {
  const error = make("div", { class: "field-error", id: `${control.id}-error`, hidden: true });
  const helped = help ? make("div", { class: "field-help", id: `${control.id}-help` }, help) : null;
  const element = make("div", { class: "field" }, make("label", { class: "field-label", for: control.id }, label), helped, error, frame);
  const wrong = (words) => {
    error.textContent = words;
    error.hidden = !words;
    element.classList.toggle("field-invalid", Boolean(words));
    const described = [words && error.id, help && `${control.id}-help`].filter(Boolean).join(" ");
    if (described) control.setAttribute("aria-describedby", described);
    else control.removeAttribute("aria-describedby");
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };
  wrong("");
  return { element, control, wrong };
}

/** A form that sends nothing by itself; pressed again while it is at work it does nothing. */
export function form(act, ...inside) {
  const made = make("form", { class: "form narrow", novalidate: true, autocomplete: "off" }, ...inside);
  let atWork = false;
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (atWork) return;
    atWork = true;
    try {
      await act();
    } finally {
      atWork = false;
    }
  });
  return made;
}
