/* The total of an order while it is typed, and what stays on the voucher. The server adds up by itself. */

export function totalOrders(root) {
  for (const form of root.querySelectorAll("form[data-order]:not([data-ready])")) {
    form.dataset.ready = "yes";
    for (const event of ["input", "change", "hanbat:row"]) form.addEventListener(event, () => tell(form));
    tell(form);
  }
}

function tell(form) {
  const line = form.querySelector("[data-order-total]");
  const total = [...form.querySelectorAll("fieldset")].reduce((sum, row) => sum + amountOf(row), 0);
  const left = Number(form.dataset.free) - total;
  const words = left < 0 ? line.dataset.overText : line.dataset.totalText;
  line.textContent = words
    .replace("{total}", total.toLocaleString())
    .replace("{left}", left.toLocaleString())
    .replace("{over}", (-left).toLocaleString());
  line.toggleAttribute("data-over", left < 0);
}

function amountOf(row) {
  const chosen = row.querySelector("select")?.selectedOptions[0]?.dataset.price;
  const price = Number(chosen ?? row.querySelector("[name$=-price]")?.value ?? 0);
  return (price || 0) * (Number(row.querySelector("[name$=-quantity]")?.value) || 0);
}
