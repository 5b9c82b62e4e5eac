/* Questions that are asked only after certain answers. Without scripts all are shown. */
const conditions = JSON.parse(document.getElementById("conditions")?.textContent ?? "{}");

function answersTo(form, name) {
  const elements = [...form.elements].filter((element) => element.name === name);
  return elements.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value);
}

function showAsked(form) {
  for (const [name, { key, values }] of Object.entries(conditions)) {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (field) field.hidden = !answersTo(form, key).some((answer) => values.includes(answer));
  }
}

const form = document.getElementById("answers");
if (form && Object.keys(conditions).length) {
  showAsked(form);
  for (const event of ["change", "hanbat:filled"]) form.addEventListener(event, () => showAsked(form));
}
