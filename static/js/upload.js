/* File fields: drop a file on them, hear at once when it is too large, see how far it has been sent. */
import { text } from "./texts.js";

export function enhanceUploads(root) {
  for (const area of root.querySelectorAll("[data-upload]:not([data-ready])")) {
    area.dataset.ready = "yes";
    const input = area.querySelector("input[type=file]");
    const status = area.querySelector("[data-upload-status]");
    for (const name of ["dragenter", "dragover"]) {
      area.addEventListener(name, (event) => {
        event.preventDefault();
        area.classList.add("is-over");
      });
    }
    for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("is-over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => tell(input, status));
  }
  for (const form of root.querySelectorAll("form[data-upload-progress]:not([data-upload-ready])")) {
    form.dataset.uploadReady = "yes";
    form.addEventListener("submit", (event) => send(event, form));
  }
}

function tell(input, status) {
  const limit = Number(input.dataset.maxBytes) || Infinity;
  const files = [...input.files];
  const tooBig = files.find((file) => file.size > limit);
  status.textContent = tooBig
    ? text("too_big", { name: tooBig.name, limit: size(limit) })
    : files.map((file) => text("chosen", { name: file.name, size: size(file.size) })).join(" ");
  if (tooBig) input.value = "";
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KB"] : [bytes / 1024 ** 2, "MB"];
  return `${value.toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit}`;
}

/** Sends the form with a percentage shown; then shows whatever page the server answers with. */
function send(event, form) {
  const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (event.defaultPrevented || !files) return;
  event.preventDefault();
  if (form.dataset.sent) return; // a second click while it is on its way
  form.dataset.sent = "yes";
  const status = form.querySelector("[data-upload-status]");
  const request = new XMLHttpRequest();
  const data = new FormData(form);
  if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (progress) => {
    if (progress.lengthComputable) status.textContent = text("uploading", { percent: Math.round((100 * progress.loaded) / progress.total) });
  });
  const failed = () => {
    status.textContent = text("upload_failed");
    delete form.dataset.sent;
  };
  request.addEventListener("error", failed);
  request.addEventListener("load", () => {
    if (request.status >= 500) return failed();
    if (request.responseURL && request.responseURL !== location.href && request.status < 300) return location.assign(request.responseURL);
    // The same page with what to correct: only its main part changes, dialogs and their listeners stay.
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    document.querySelector("[data-error-summary]")?.focus();
  });
  request.send(data);
}
