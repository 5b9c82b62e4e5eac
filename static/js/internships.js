/* The clock page. A click is made once, with the phone's own time; it is kept on the phone until the server has it, so
   that a network that is away costs nobody a minute. The same click sent twice is one click (client_id).
   Without scripts the form is sent as it is and the click counts when it arrives. */

const KEPT = "hanbat-clicks";
const STATE = "hanbat-clock";
const PATIENCE = 20_000; // milliseconds until an answer; after that the click stays kept
const face = document.querySelector("[data-clock]");
const form = document.querySelector("[data-click]");
const shelf = document.querySelector("[data-kept]");

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

function position(wanted) {
  if (!wanted || !navigator.geolocation) return Promise.resolve({});
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: Math.ceil(coords.accuracy) }),
      () => done({}),
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 30_000 },
    );
  });
}

/* Sends what is kept, the oldest first. An answer of any kind ends a click's waiting: the server says why it could not
   take it. No answer, or a page for signing in, leaves it where it is. Returns whether anything was answered. */
async function send() {
  let answered = false;
  const mine = [form.dataset.in, form.dataset.out]; // a phone may have been somebody else's yesterday
  for (const click of kept().filter((one) => mine.includes(one.url))) {
    const body = new URLSearchParams({ ...click.fields, client_id: click.client_id, device_at: click.device_at });
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("sent_at", new Date().toISOString());
    let answer;
    try {
      answer = await fetch(click.url, {
        method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return answered;
    }
    const isAnswer = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isAnswer || answer.status >= 500) return answered;
    keep(kept().filter((one) => one.client_id !== click.client_id));
    answered = true;
  }
  return answered;
}

async function sendAndShow() {
  if (form?.dataset.offline !== undefined) {
    if (navigator.onLine) location.assign(form.dataset.offline);
    return;
  }
  if (await send()) location.assign(location.pathname);
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

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const click = {
    client_id: form.elements.client_id?.value || crypto.randomUUID(),
    url: form.getAttribute("action"),
    kind: form.dataset.kind,
    device_at: new Date().toISOString(),
    fields: {},
  };
  const code = form.elements.code?.value;
  if (code) click.fields.code = code;
  keep([...kept(), click]);
  Object.assign(click.fields, await position(form.dataset.position !== undefined));
  keep(kept().map((one) => (one.client_id === click.client_id ? click : one)));
  if (form.dataset.offline !== undefined) {
    delete form.dataset.busy;
    offlineForm();
    return;
  }
  if (await send()) {
    location.assign(location.pathname);
    return;
  }
  delete form.dataset.busy;
  form.elements.client_id.value = crypto.randomUUID();
  // The other button until the page is loaded again: who came wants to go next.
  form.dataset.kind = click.kind === "in" ? "out" : "in";
  form.action = form.dataset.kind === "in" ? form.dataset.in : form.dataset.out;
  for (const label of form.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== form.dataset.kind;
});

if (form) {
  if (form.dataset.offline !== undefined) {
    offlineForm();
  } else {
    localStorage.setItem(STATE, JSON.stringify({ in: form.dataset.in, out: form.dataset.out, inside: form.dataset.kind === "out" }));
  }
  list();
  addEventListener("online", sendAndShow);
  if (form.dataset.offline === undefined && kept().length) sendAndShow();
}

const worker = document.querySelector("[data-worker]")?.dataset.worker;
if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});
