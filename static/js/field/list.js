/* My day: businesses in the order of the work, found by typing, with what lies on the device. */
import { make } from "../entry/wording.js";
import { fits, isDone, ordered, standing } from "./day.js";
import { badge, button, field, head, link } from "./parts.js";
import { listed, moment, said, time } from "./words.js";

const ROWS = 40;
const STATE_TONES = { draft: "info", submitted: "progress", returned: "warning", approved: "success" };
const HERE_TONES = { draft: "info", queued: "warning", sent: "success", visited: "neutral" };

export async function dayScreen(app) {
  const { device } = app;
  const [drafts, queue] = [await device.draftKeys(), await device.queue()];
  const [screen, round] = [make("div", {}), await device.ownRound()];
  for (const wave of device.waves) screen.append(waveOf(wave, drafts, queue, round));
  if (!device.waves.length) screen.append(make("p", {}, said("no_work")));
  const fetched = make("p", { class: "quiet", role: "status" }, device.waves[0] ? said("refreshed", { at: moment(device.waves[0].businesses[0]?.known ?? Date.now()) }) : "");
  const refresh = button(said("refresh"), () => app.refill(true));
  app.show(head(said("my_day")), screen, make("div", { class: "form-actions" }, refresh, fetched));
}

function waveOf(wave, drafts, queue, round) {
  const by = byBusiness(queue);
  const stands = wave.businesses.map((one) => standing(one, drafts.has(`${wave.code}:${one.id}`), (by.get(one.id) ?? []).filter((entry) => entry.wave === wave.code)));
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  const todo = ordered(stands.filter((one) => !isDone(one)), Date.now(), midnight.getTime());
  const done = stands.filter(isDone);
  let shown = todo;
  let rows = ROWS;
  const list = make("ul", { class: "visit-list" });
  const none = make("p", { class: "quiet", hidden: true }, said("nothing"));
  const more = button(said("more"), () => draw(rows + ROWS), "tertiary", "small");
  const find = make("input", { id: `find-${wave.code}`, type: "search", class: "krds-input", autocomplete: "off" });
  const tabs = [["todo", todo], ["finished", done]].map(([name, group]) => {
    const tab = make("button", { type: "button", class: "krds-btn small tertiary", "aria-pressed": String(group === shown) }, said(name, { n: group.length }));
    tab.addEventListener("click", () => {
      shown = group;
      for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
      draw(ROWS);
    });
    return tab;
  });
  const draw = (count) => {
    rows = count;
    const found = shown.filter((one) => fits(one, find.value));
    list.replaceChildren(...found.slice(0, rows).map((one) => row(wave, one)));
    none.hidden = found.length > 0;
    more.hidden = found.length <= rows;
  };
  find.addEventListener("input", () => draw(ROWS));
  draw(ROWS);
  return make("section", { class: "section" }, make("h2", {}, wave.title),
    field(find, said("find"), said("find_help")).element,
    make("div", { class: "row my-tabs" }, ...tabs), danger(wave, round), list, none,
    make("div", { class: "form-actions" }, more, link(`#found/${wave.code}`, said("found_link"), "tertiary", "small")));
}

/** My safety, with the hour of the next word; whom to ring in danger. */
function danger(wave, round) {
  const duty = wave.duty_phone ? link(`tel:${wave.duty_phone}`, said("on_duty", { phone: wave.duty_phone }), "tertiary", "small") : "";
  const words = round.due && round.wave === wave.code ? said("safety_word_by", { at: time(round.due) }) : said("safety");
  return make("p", { class: "row" }, link(`#safety/${wave.code}`, words, "secondary", "small"), link("tel:112", said("police"), "tertiary", "small"), link("tel:119", said("ambulance"), "tertiary", "small"), duty);
}

function row(wave, one) {
  const address = `${wave.code}/${one.id}`;
  const marks = [
    one.found ? badge(said("here_found"), "neutral") : "",
    one.here ? badge(said(`here_${one.here}`), HERE_TONES[one.here]) : "",
    !one.here && one.state ? badge(said(`state_${one.state}`), STATE_TONES[one.state]) : "",
    !one.here && !one.state && one.step !== "visit" ? badge(listed("steps")[one.step], "info") : "",
  ];
  const when = one.not_before && !one.here && one.step !== "done" ? make("span", { class: "visit-detail" }, said(one.step === "appointment" ? "appointment" : "not_before", { at: moment(one.not_before) })) : "";
  const where = make("span", { class: "visit-detail" }, [one.dong ? `${one.dong}-${one.area}` : "", one.industry, one.address].filter(Boolean).join(" · "));
  const isOpen = one.state === "" && one.here === "";
  const best = isOpen && one.best && one.step !== "done" ? make("span", { class: "visit-detail" }, said("best", { part: listed("parts")[one.best] })) : "";
  const main = make("a", { href: `#entry/${address}` }, make("span", { class: "visit-name" }, one.name), ...marks.filter(Boolean).flatMap((mark) => [" ", mark]), when, where, best);
  const aside = make("a", { class: "visit-without", href: `#visit/${address}` }, isOpen ? said("no_interview") : said("photo"), make("span", { class: "sr-only" }, ` ${one.name}`));
  return make("li", {}, main, aside);
}

function byBusiness(queue) {
  const by = new Map();
  for (const entry of queue) by.set(entry.business, [...(by.get(entry.business) ?? []), entry]);
  return by;
}
