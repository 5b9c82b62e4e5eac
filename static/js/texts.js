/* The words that scripts show, written by the server in the reader's language into <script id="script-texts">. */
const source = document.getElementById("script-texts");
const texts = source ? JSON.parse(source.textContent) : {};

/** The text of that name with {placeholders} filled in. */
export function text(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** The token that Django wants with every write: from the page, where one is always present. */
export function csrfToken() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (field) return field.value;
  const headers = document.body.getAttribute("hx-headers:inherited");
  return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
}
