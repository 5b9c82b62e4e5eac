/* Before the day: setting up the device, unlocking it, choosing a PIN. */
import { make } from "../entry/wording.js";
import { button, callout, field, form, head, link } from "./parts.js";
import { unsent } from "./queue.js";
import { numbers } from "./safety.js";
import { SHORTEST_PIN } from "./vault.js";
import { said } from "./words.js";

const pinField = (id, label, help = "") => field(make("input", { id, type: "password", class: "krds-input", autocomplete: id === "pin" ? "current-password" : "new-password", minlength: SHORTEST_PIN }), label, help);

/** Two fields for a new PIN; act(pin) once both are good. */
function choosing(words, act) {
  const one = pinField("pin-new", said("pin"), said("pin_help"));
  const two = pinField("pin-again", said("pin_again"));
  const check = async () => {
    one.wrong(one.control.value.length < SHORTEST_PIN ? said("pin_short") : "");
    two.wrong(one.control.value === two.control.value ? "" : said("pin_differs"));
    const wrong = [one, two].find(({ control }) => control.hasAttribute("aria-invalid"));
    if (wrong) return wrong.control.focus();
    await act(one.control.value);
  };
  return form(check, one.element, two.element, make("div", { class: "form-actions" }, make("button", { class: "krds-btn primary" }, words)));
}

export class Door {
  /** app: {device, server, show(...), enter(), addresses}. */
  constructor(app) {
    this.app = app;
  }

  async open() {
    const { device } = this.app;
    if (!globalThis.crypto?.subtle) return this.app.show(head(said("unlock_title")), callout("danger", "", said("no_crypto")));
    if (!device.meta) return this.setUp();
    return this.unlock();
  }

  setUp() {
    const place = make("div", { role: "alert" });
    const act = async (pin) => {
      const answer = await this.app.server.greet("", navigator.userAgentData?.platform || navigator.platform || "");
      if (!answer.ok) return place.replaceChildren(this.refusal(answer));
      await this.app.device.setUp(answer.told, pin);
      await this.app.enter();
    };
    this.app.show(head(said("setup_title"), make("p", { class: "lead" }, said("setup_text"))), place, choosing(said("setup_do"), act));
  }

  refusal(answer) {
    if (answer.status === 401) return callout("warning", "", make("p", {}, said("setup_network")), link(this.app.addresses.signIn, said("sign_in"), "secondary"));
    if (answer.status === 410) return callout("warning", "", said("other_person"));
    return callout("warning", "", answer.told?.message ?? said("setup_network"));
  }

  async unlock(told = "") {
    const { device } = this.app;
    const left = unsent(await device.queue()).length;
    const waits = left ? callout("info", "", said("waits_locked", { n: left })) : "";
    const place = make("div", { role: "alert" }, told ? callout("warning", "", told) : "");
    const byServer = button(said("unlock_server"), () => this.byServer(place), "tertiary");
    const danger = make("section", { class: "section safety" }, make("h2", {}, said("in_danger")), make("p", {}, said("in_danger_text")), numbers(device.meta.phones ?? []));
    if (!device.meta.vault.pin) return this.app.show(head(said("unlock_title")), callout("warning", "", said("pin_gone")), waits, place, byServer, danger);
    const pin = pinField("pin", said("pin"));
    const act = async () => {
      if (await device.openByPin(pin.control.value)) return this.app.enter();
      const { vault } = device.meta;
      if (!vault.pin) return this.unlock();
      pin.control.value = "";
      pin.wrong(said("pin_wrong", { left: 10 - vault.wrong }));
      pin.control.focus();
    };
    this.app.show(head(said("unlock_title")), waits, place, form(act, pin.element, make("div", { class: "form-actions" }, make("button", { class: "krds-btn primary" }, said("unlock_do")), byServer)), danger);
    pin.control.focus();
  }

  /** Signing in opens it too, and a new PIN is chosen. */
  async byServer(place) {
    const { device, server } = this.app;
    const answer = await server.greet(device.meta.device, "");
    if (answer.told?.wipe) return this.app.wipe();
    if (!answer.ok) return place.replaceChildren(this.refusal(answer));
    if (!(await device.openByServer(answer.told))) return place.replaceChildren(callout("danger", "", said("unlock_failed")));
    await device.heard(answer.told);
    this.choosePin();
  }

  choosePin() {
    const act = async (pin) => {
      await this.app.device.choosePin(pin);
      await this.app.enter();
    };
    this.app.show(head(said("new_pin"), make("p", { class: "lead" }, said("setup_text"))), choosing(said("new_pin"), act));
  }
}
