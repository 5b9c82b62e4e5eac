/* Rows of a form: one more is added from the template that stands behind them (Django's formsets). */

export function growRows(root) {
  for (const box of root.querySelectorAll("[data-rows]:not([data-ready])")) {
    box.dataset.ready = "yes";
    const total = document.getElementById(`id_${box.dataset.rows}-TOTAL_FORMS`);
    const most = Number(document.getElementById(`id_${box.dataset.rows}-MAX_NUM_FORMS`)?.value ?? 1000);
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
  const row = document.createElement("div");
  row.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
  const made = row.firstElementChild;
  box.insertBefore(made, template);
  total.value = String(number + 1);
  button.disabled = number + 1 >= most;
  box.dispatchEvent(new CustomEvent("hanbat:row", { bubbles: true, detail: { row: made } }));
  made.querySelector("input, textarea, select")?.focus();
}
