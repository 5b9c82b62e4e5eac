/* Rows of a form: one more is added from the template that stands behind them (Django's formsets). */

export function growRows(root) {
  for (const box of root.querySelectorAll("[data-rows]:not([data-ready])")) {
    box.dataset.ready = "yes";
    const form = box.closest("form");
    const total = form.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
    const most = Number(form.querySelector(`[name="${box.dataset.rows}-MAX_NUM_FORMS"]`)?.value ?? 1000);
    const template = box.querySelector(":scope > template");
    if (!total || !template) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "krds-btn small secondary";
    button.textContent = box.dataset.rowsAdd;
    button.addEventListener("click", () => add(box, template, total, most, button));
    box.append(button);
  }
}

function add(box, template, total, most, button) {
  const number = Number(total.value);
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.firstElementChild;
  box.insertBefore(row, template);
  total.value = String(number + 1);
  button.disabled = number + 1 >= most;
  row.dispatchEvent(new CustomEvent("hanbat:row", { bubbles: true }));
  row.querySelector("input, textarea, select")?.focus();
}
