/* Questions that are asked only after certain answers. Without scripts all are shown. */
function answersTo(form, name) {
  const elements = [...form.elements].filter((element) => element.name === name);
  return elements.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value);
}

function showAsked() {
  const form = document.getElementById("answers");
  if (!form) return;
  const conditions = JSON.parse(document.getElementById("conditions")?.textContent ?? "{}");
  for (const [name, { key, values }] of Object.entries(conditions)) {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!field) continue;
    field.hidden = !answersTo(form, key).some((answer) => values.includes(answer));
    // The mark of a required question waits in the page until the question is asked.
    const mark = field.querySelector(".field-required");
    if (mark) mark.hidden = field.hidden;
  }
}

showAsked();
// On the document: after a refused upload the form is another one.
for (const event of ["change", "hanbat:filled", "htmx:after:swap"]) document.addEventListener(event, showAsked);
