// Compares a chosen file with the original by its SHA-256, without sending it anywhere. Where the browser cannot
// compute it (no secure connection), the form is sent and the server compares.

async function digestOf(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(form, tone, text) {
  const callout = form.querySelector(`template[data-callout="${tone}"]`).content.cloneNode(true);
  callout.querySelector("p").textContent = text;
  form.querySelector("[data-compare-result]").replaceChildren(callout);
}

async function compare(form, input) {
  const [file] = input.files;
  const same = (await digestOf(file)) === form.dataset.compare;
  if (input.files[0] !== file) return; // another one was chosen meanwhile
  show(form, same ? "success" : "danger", same ? form.dataset.same : form.dataset.different);
}

for (const form of document.querySelectorAll("form[data-compare]")) {
  const input = form.querySelector('input[type="file"]');
  if (!crypto.subtle) continue;
  form.querySelector(".form-actions").hidden = true;
  input.addEventListener("change", () => {
    if (input.files.length) compare(form, input);
    else form.querySelector("[data-compare-result]").replaceChildren();
  });
}
