/* The clock page. A click is made once, with the phone's own time; it is kept on the phone until the server has it, so
   that a network that is away costs nobody a minute. The same click sent twice is one click (client_id).
   Without scripts the form is sent as it is and the click counts when it arrives. */
import { position } from "./position.js";

const KEPT = "hanbat-clicks";
const STATE = "hanbat-clock";
const PATIENCE = 20_000; // milliseconds until an answer; after that the click stays kept
const AGAIN = 15_000; // milliseconds between two tries to send what is kept
const A_MINUTE = 60_000;
const PLACE_PATIENCE = 8_000; // milliseconds
const OLDEST_PLACE = 30_000; // milliseconds
const face = document.querySelector("[data-clock]");
const form = document.querySelector("[data-click]");
const shelf = document.querySelector("[data-kept]");
const worker = document.querySelector("[data-worker]")?.dataset.worker;
const opened = new Date().toDateString();
let underway = null;

function show() {
  face.textContent = new Date().toLocaleTimeString("ko-KR", {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Seoul",
  });
}

if (face) {
  show();
  setInterval(show, 1000);
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function keep(clicks) {
  localStorage.setItem(KEPT, JSON.stringify(clicks));
  list();
}

/* What waits on this phone, in the words of the page. */
function list() {
  if (!shelf) return;
  const clicks = kept();
  shelf.hidden = clicks.length === 0;
  const rows = clicks.map((click) => {
    const item = document.createElement("li");
    const time = new Date(click.device_at).toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false });
    item.textContent = `${shelf.dataset[click.kind]} ${time}`;
    return item;
  });
  let shown = shelf.querySelector("ul");
  if (!shown) {
    shown = document.createElement("ul");
    shelf.append(shown);
  }
  shown.replaceChildren(...rows);
}

/* Sends what is kept, the oldest first. An answer of any kind ends a click's waiting: the server says why it could not
   take it. No answer, or a page for signing in, leaves it where it is. Returns whether the page is to be loaded again. */
function send() {
  underway ??= sendAll().finally(() => {
    underway = null;
  });
  return underway;
}

async function sendAll() {
  const mine = form.dataset.mine.split(" "); // a phone may have been somebody else's yesterday
  let answered = false;
  for (;;) {
    const click = kept().find((one) => mine.includes(one.url));
    if (!click) return answered;
    const answer = await post(click);
    const taken = answer?.status < 500 && answer.headers.get("Content-Type")?.startsWith("application/json");
    // A page that lies open for long may have lost its sign-in: loading it again leads there.
    if (!taken) return answered || (answer?.status < 500 && performance.now() > A_MINUTE);
    keep(kept().filter((one) => one.client_id !== click.client_id));
    answered = true;
  }
}

/* The answer, or null when there is none. */
function post(click) {
  const body = new URLSearchParams({ ...click.fields, client_id: click.client_id, device_at: click.device_at });
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("sent_at", new Date().toISOString());
  const headers = { Accept: "application/json" };
  return fetch(click.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
}

/* Looks whether there is something to do without a click: after a while, when the network is back, when the phone is
   taken in hand again. */
async function look() {
  if (form.dataset.busy) return;
  register();
  if (form.dataset.offline !== undefined) {
    if (await isBack(form.dataset.offline)) location.assign(form.dataset.offline);
  } else if ((await send()) || opened !== new Date().toDateString()) {
    location.assign(location.pathname);
  }
}

/* Whether the server answers, whatever it says. */
function isBack(address) {
  return fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then(
    ({ status }) => status < 500,
    () => false,
  );
}

/* What shows the clock without a network; where it could not be set up, it is tried again. */
function register() {
  if (worker && "serviceWorker" in navigator && !navigator.serviceWorker.controller) {
    navigator.serviceWorker.register(worker).catch((error) => console.warn(`No clock without a network yet: ${error}`));
  }
}

/* What the clock without a network needs to know. Where nothing can be clicked any more the page only sends. */
function remember() {
  if (form.hidden) return;
  try {
    localStorage.setItem(STATE, JSON.stringify({ in: form.dataset.in, out: form.dataset.out, inside: form.dataset.kind === "out" }));
  } catch {
    // this browser keeps nothing: the clock works with a network only
  }
}

function offlineForm() {
  let state;
  try {
    state = JSON.parse(localStorage.getItem(STATE));
  } catch {
    state = null;
  }
  if (!state) return;
  const last = kept().at(-1);
  const inside = last ? last.kind === "in" : state.inside;
  form.action = inside ? state.out : state.in;
  form.dataset.kind = inside ? "out" : "in";
  for (const button of form.querySelectorAll("button")) button.hidden = button.dataset.for !== form.dataset.kind;
  form.hidden = false;
  document.querySelector("[data-unknown]").hidden = true;
}

function newId() {
  const parts = crypto.getRandomValues(new Uint32Array(4)); // randomUUID is not there without TLS
  const hex = Array.from(parts, (one) => one.toString(16).padStart(8, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

form?.addEventListener("submit", (event) => {
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  const click = {
    client_id: form.elements.client_id?.value || newId(),
    url: form.getAttribute("action"),
    kind: form.dataset.kind,
    device_at: new Date().toISOString(),
    fields: {},
  };
  const code = form.elements.code?.value;
  if (code) click.fields.code = code;
  try {
    keep([...kept(), click]);
  } catch {
    return; // this browser keeps nothing: the form is sent as it is
  }
  event.preventDefault();
  form.dataset.busy = "yes";
  clicked(click);
});

/* Sends a click that is kept, with its place where that is asked for; without an answer the page goes on. */
async function clicked(click) {
  if (form.dataset.position !== undefined) Object.assign(click.fields, await position(PLACE_PATIENCE, OLDEST_PLACE));
  keep(kept().map((one) => (one.client_id === click.client_id ? click : one)));
  if (form.dataset.offline !== undefined) {
    offlineForm();
  } else if (await send()) {
    location.assign(location.pathname);
    return;
  } else {
    form.elements.client_id.value = newId();
    // The other button until the page is loaded again: who came wants to go next.
    form.dataset.kind = click.kind === "in" ? "out" : "in";
    form.action = form.dataset.kind === "in" ? form.dataset.in : form.dataset.out;
    for (const label of form.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== form.dataset.kind;
  }
  delete form.dataset.busy;
}

if (form) {
  if (form.dataset.offline !== undefined) {
    offlineForm();
  } else {
    remember();
    if (kept().length) look();
  }
  list();
  register();
  setInterval(look, AGAIN);
  addEventListener("online", look);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
}
