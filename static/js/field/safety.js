/* My safety: a call for help, "I am well", going out and coming back, also without a network. Nothing is told to have reached
   the office before the office has signed for it. */
import { make } from "../entry/wording.js";
import { badge, button, callout, field, form, head, link } from "./parts.js";
import { unsent } from "./queue.js";
import { placeChoice, unkept, wantedPosition } from "./visiting.js";
import { listed, said, time } from "./words.js";

const LOOK = 60_000; // milliseconds between two looks for the place and the hour
const TONES = { out: "info", overdue: "danger", help: "danger", attended: "warning" };

/** Numbers that dial, in danger: that works without the server. */
export function numbers(phones) {
  const duty = phones.map((phone) => link(`tel:${phone}`, said("on_duty", { phone }), "secondary", "large"));
  const all = [link("tel:112", said("police"), "secondary", "large"), link("tel:119", said("ambulance"), "secondary", "large"), ...duty];
  return make("ul", { class: "safety-numbers" }, ...all.map((one) => make("li", {}, one)));
}

export async function safetyScreen(app, code) {
  const { device } = app;
  const round = await device.ownRound();
  const wave = device.wave(round.wave) ?? device.wave(code) ?? device.waves[0] ?? { code: "" }; // the office finds out of which
  const place = new Place();
  const state = make("div", { role: "status", class: "stack" });
  const failed = make("div", { role: "alert" });
  const say = async (word, more = {}) => {
    try {
      await device.say(wave.code, { said: word, until: null, every: null, place: place.words(), position: place.found, ...more });
    } catch (fault) {
      return failed.replaceChildren(callout("danger", "", unkept(fault)));
    }
    app.said();
    app.go(`safety/${wave.code}`, said("kept_here", { time: time(Date.now()) }));
  };
  const help = button(said("call_help"), () => say("help"), "safety-help", "large");
  const show = async () => {
    const now = await device.ownRound();
    if (now.state !== round.state) return void app.route(); // what there is to press is another
    state.replaceChildren(...(await standing(app, now)));
  };
  app.redraw = () => state.isConnected && show();
  app.show(head(said("safety")), make("div", { class: "stack safety" }, state, failed, help, make("p", { class: "quiet" }, said("call_help_text")),
    numbers(wave.duty_phone ? [wave.duty_phone] : []), ...pressing(round, place, say), placeChoice(said("send_place"), "", () => place.look()), link("#", said("back"))));
  await show();
}

/** What there is to press beside the call for help. */
function pressing(round, place, say) {
  const well = button(said("am_well"), () => say("well"), "primary safety-word", "large");
  const back = button(said("am_back"), () => say("back"), "tertiary safety-word", "large");
  if (round.state) return [place.element, well, ...(round.state === "help" ? [] : [back])];
  return [make("section", { class: "section" }, make("h2", {}, said("going_out")), going(place, say))];
}

function going(place, say) {
  const until = field(make("input", { type: "time", id: "until", class: "krds-input" }), said("out_until"));
  const options = listed("every").map(([minutes, words]) => make("option", { value: minutes }, words));
  const every = make("select", { id: "every", class: "krds-form-select completed" }, ...options);
  every.value = "60";
  const act = () => {
    const moment = todayAt(until.control.value);
    until.wrong(moment && Date.parse(moment) > Date.now() ? "" : said("out_until_later"));
    if (until.control.hasAttribute("aria-invalid")) return until.control.focus();
    return say("out", { until: moment, every: Number(every.value) });
  };
  return form(act, until.element, field(every, said("check_every")).element, place.element, make("div", { class: "form-actions" }, make("button", { class: "krds-btn large primary" }, said("out_now"))));
}

/** That hour today in Seoul; "" for none. */
function todayAt(hour) {
  const day = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  return hour ? new Date(`${day}T${hour}:00+09:00`).toISOString() : "";
}

/** How the person stands, and how far what they said has come. */
async function standing(app, round) {
  const waiting = unsent(await app.device.words());
  const call = waiting.findLast((word) => word.said === "help");
  const late = waiting.findLast((word) => word.said !== "help");
  const parts = round.state ? [make("p", { class: "row" }, badge(listed("rounds")[round.state], TONES[round.state]), round.until ? ` ${said("round_times", { since: time(round.since), until: time(round.until) })}` : "")] : [];
  if (call) parts.push(callout("danger", said("call_waits"), make("p", {}, said("call_waits_text", { at: time(call.made) })), why(app)));
  else if (round.state === "help") parts.push(callout("danger", said("call_arrived"), make("p", {}, said("call_arrived_text"))));
  else if (round.state === "attended") parts.push(callout("info", said("looked_after"), make("p", {}, round.attended_by)));
  else if (round.state) parts.push(Date.parse(round.due) < Date.now() ? callout("warning", said("word_overdue"), make("p", {}, said("word_overdue_text", { at: time(round.due) }))) : make("p", {}, said("word_by", { at: time(round.due) })));
  if (late) parts.push(callout("warning", said("word_waits"), make("p", {}, said("word_waits_text", { at: time(late.made) })), call ? "" : why(app)));
  return parts;
}

/** Signed out, or not known at the office: then nothing goes by itself. */
function why(app) {
  return app.sender.state === "signed_out" ? make("p", {}, said("signed_out"), " ", link(app.addresses.signIn, said("sign_in"), "secondary", "small")) : "";
}

/** Where the person is: in words, and as the device finds it when they ticked that it may; looked for ahead, so that no call
    has to wait for it. */
class Place {
  constructor() {
    this.control = make("input", { type: "text", id: "place", class: "krds-input", maxlength: 200 });
    this.element = field(this.control, said("where"), said("where_help")).element;
    this.found = null;
    this.look();
    this.timer = setInterval(() => (this.control.isConnected ? this.look() : clearInterval(this.timer)), LOOK);
  }

  async look() {
    this.found = await wantedPosition();
  }

  words() {
    return this.control.value.trim();
  }
}
