/* The field app (docs/offline.md): its screens by the part of the address after #, and what goes on behind them. */
import { Device } from "./device.js";
import { Door } from "./door.js";
import { entryScreen } from "./filling.js";
import { findingScreen } from "./finding.js";
import { dayScreen } from "./list.js";
import { callout, head } from "./parts.js";
import { stuck, unsent } from "./queue.js";
import { safetyScreen } from "./safety.js";
import { Sender } from "./sender.js";
import { Server } from "./server.js";
import { Store } from "./store.js";
import { visitScreen } from "./visiting.js";
import { queueScreen } from "./waiting.js";
import { said } from "./words.js";

const REFILL = 15 * 60_000; // milliseconds between two fillings while the page is open
const IDLE = 30 * 60_000; // milliseconds without a touch, after which the PIN is asked for again

class App {
  constructor(body) {
    const { deviceUrl, stockUrl, itemsUrl, wordsUrl, itemUrl, signInUrl } = body.dataset;
    this.addresses = { item: itemUrl, signIn: signInUrl };
    this.server = new Server({ device: deviceUrl, stock: stockUrl, items: itemsUrl, words: wordsUrl });
    this.screen = body.querySelector("[data-screen]");
    this.state = body.querySelector("[data-field-state]");
    this.newsLine = body.querySelector("[data-news]");
    this.help = body.querySelector("[data-help]");
    this.leaving = null;
    this.redraw = null; // a screen that shows by itself what moved
    this.next = ""; // words for the screen that follows
    this.wanted = null;
    this.turning = Promise.resolve();
  }

  async start() {
    this.device = await Device.on(await Store.opened());
    this.sender = new Sender(this.device, this.server, { changed: () => this.changed(), heard: (told) => this.heard(told) });
    addEventListener("hashchange", () => this.arrive());
    this.device.tabs.addEventListener("message", () => this.device.isOpen && this.changed());
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => (this.touched = performance.now()));
    setInterval(() => this.lockWhenIdle(), 60_000);
    if (this.device.isSilentTooLong(Date.now())) await this.device.shrink();
    if (this.device.isOpen) await this.enter();
    else await new Door(this).open();
  }

  /** The vault is open: the day is shown, what waits is sent, the work fetched. */
  async enter() {
    document.body.dataset.user = this.device.meta.user;
    await this.device.load();
    await this.route();
    await this.sender.go();
    await this.refill();
    this.filling ??= setInterval(() => this.refill(), REFILL);
  }

  /** One screen is drawn at a time, and of those asked for meanwhile the last: what is slow to draw never covers what the
      person went on to. Not to be waited for while a screen is drawn. */
  turn(draw) {
    this.wanted = draw;
    const turn = this.turning.then(() => (this.wanted === draw ? draw() : undefined));
    this.turning = turn.catch(() => {});
    return turn;
  }

  async route() {
    if (this.device.isOpen) await this.turn(() => this.draw());
  }

  async draw() {
    if (this.leaving && !(await this.leaving())) {
      history.replaceState(null, "", this.here);
      return this.news(said("device_full"));
    }
    this.leaving = null;
    this.redraw = null;
    if (!this.device.isOpen) return;
    this.here = location.hash || "#";
    const [name, code, id] = location.hash.slice(1).split("/");
    this.at = name;
    if (name === "entry") await entryScreen(this, code, Number(id));
    else if (name === "visit") await visitScreen(this, code, Number(id));
    else if (name === "found") await findingScreen(this, code);
    else if (name === "queue") await queueScreen(this);
    else if (name === "safety") await safetyScreen(this, code);
    else await dayScreen(this);
    await this.tell();
  }

  go(hash, words = "") {
    this.next = words;
    if (location.hash.slice(1) === hash) this.arrive();
    else location.hash = hash;
  }

  /** Another screen: what was said on the one before is gone. */
  arrive() {
    this.news(this.next);
    this.next = "";
    return this.route();
  }

  show(...parts) {
    this.screen.replaceChildren(...parts.filter((one) => one !== ""));
    this.screen.querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  news(words) {
    this.newsLine.textContent = words;
    this.newsLine.hidden = !words;
  }

  /** Something was put into the queue. */
  queued() {
    this.tell();
    this.sender.go();
  }

  /** A word of safety was put into the queue. */
  said() {
    this.tell();
    this.sender.speak();
  }

  /** Something of the queue or of the work moved: lists that show it are drawn anew, unless somebody is in the midst of one. */
  changed() {
    this.tell();
    this.redraw?.();
    const isList = ["queue", "", undefined].includes(this.at);
    const isBusy = scrollY > 0 || [...this.screen.querySelectorAll("input")].some((input) => input.value || input === document.activeElement);
    if (isList && !isBusy && this.device.isOpen) this.route();
  }

  async tell() {
    this.help.hidden = !this.device.isOpen;
    if (!this.device.isOpen) return (this.state.hidden = true);
    const queue = await this.device.queue();
    const [left, hanging] = [unsent(queue).length, stuck(queue).length];
    const decide = this.device.items.filter(({ state }) => state === "conflict").length;
    const words = [left ? said("waits", { n: left }) : said("all_sent"), hanging ? said("stuck_n", { n: hanging }) : "", decide ? said("decide_n", { n: decide }) : ""];
    this.state.textContent = words.filter(Boolean).join(" · ");
    this.state.dataset.left = String(left);
    this.state.hidden = false;
  }

  async heard(told) {
    if (told.wipe) return this.wipe();
    await this.device.heard(told);
  }

  /** The work anew; lists that show it are drawn anew. */
  async refill(asked = false) {
    if (!this.device.isOpen) return;
    const answer = await this.server.stock(this.device.meta.device);
    if (answer.status === 401 || answer.status === 410) this.sender.state = answer.status === 401 ? "signed_out" : "unknown";
    if (answer.told?.wipe) return this.wipe();
    if (answer.ok && this.device.isOpen) {
      await this.device.heard(answer.told);
      await this.device.fill(answer.told.stock, (address) => this.server.file(address));
      if (asked) await this.route();
      else this.changed();
    } else if (asked) {
      this.news(said(answer.status === 401 ? "signed_out" : "why_offline"));
    }
  }

  async setUpAgain() {
    const answer = await this.server.greet("", navigator.platform || "");
    if (!answer.ok) return this.news(answer.told?.message ?? said("why_offline"));
    await this.device.renumber(answer.told);
    this.sender.state = "idle";
    await this.sender.retry();
    await this.refill();
  }

  /** Not while a word of safety waits: behind the lock nothing is sent. */
  async lockWhenIdle() {
    if (!this.device.isOpen || performance.now() - (this.touched ?? 0) <= IDLE) return;
    if (!unsent(await this.device.words()).length) await this.lock();
  }

  lock() {
    this.leaving = null;
    this.redraw = null;
    this.news("");
    this.device.lock();
    this.state.hidden = true;
    this.help.hidden = true;
    return this.turn(() => new Door(this).open());
  }

  async wipe() {
    const number = this.device.meta?.device;
    this.leaving = null;
    this.news("");
    this.at = "wiped";
    this.redraw = null;
    await this.device.wipe();
    this.state.hidden = true;
    this.help.hidden = true;
    await this.turn(() => this.show(head(said("wiped_title")), callout("warning", "", said("wiped_text"))));
    if (number) await this.server.wiped(number);
  }
}

/** The worker that shows the page without a network; a new version of it waits until the person takes it. */
async function keepPage(body) {
  if (!navigator.serviceWorker) return;
  const bar = body.querySelector("[data-update]");
  const hadOne = Boolean(navigator.serviceWorker.controller);
  const known = await navigator.serviceWorker.register(body.dataset.worker).catch((fault) => console.warn(`No page without a network yet: ${fault}`));
  if (!known) return;
  const offer = () => (bar.hidden = !known.waiting || !navigator.serviceWorker.controller);
  known.addEventListener("updatefound", () => known.installing?.addEventListener("statechange", offer));
  navigator.serviceWorker.addEventListener("controllerchange", () => hadOne && location.reload());
  bar.querySelector("[data-use]").addEventListener("click", async () => {
    if (app.leaving && !(await app.leaving())) return app.news(said("device_full"));
    app.leaving = null;
    known.waiting?.postMessage("use");
  });
  offer();
}

const app = new App(document.body);
keepPage(document.body);
app.start();
