/* A business that the list lacks is told in front of it, also without a network; its record and visits begin at once. */
import { Finding } from "../entry/choices.js";
import { make } from "../entry/wording.js";
import { alike, isInTheCity, newNumber } from "./found.js";
import { callout, field, form, head, link } from "./parts.js";
import { placeChoice, unkept, wantedPosition } from "./visiting.js";
import { said } from "./words.js";

const line = (id, name, help = "", most = 200) => field(make("input", { type: "text", id, class: "krds-input", maxlength: most, autocomplete: "off" }), said(name), help && said(help));

/** One of a list, found by typing, as the page of entry has it: {element, wrong(words), value}. */
function finder(id, name, help, rows) {
  const answer = { id, label: said(name), node: { text: "" }, listChanges: false, choices: () => rows, typed: (code) => (answer.node.text = code), sheet: { tell: () => {} } };
  const control = new Finding(answer, rows);
  control.input.addEventListener("blur", () => control.leave());
  control.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || control.list.hidden) return;
    event.preventDefault();
    control.leave();
  });
  const made = field(control.input, said(name), help && said(help), control.element);
  return { ...made, get value() { return rows.some(({ code }) => code === answer.node.text) ? Number(answer.node.text) : null; } };
}

export async function findingScreen(app, code) {
  const { device } = app;
  const [wave, trades] = [device.wave(code), await device.trades()];
  if (!wave) return app.go("");
  if (!trades.length) return app.show(head(said("found_title")), callout("warning", "", said("trades_missing")), link("#", said("back")));
  const known = wave.businesses.filter(({ id }) => id > 0);
  const name = line("found-name", "found_name");
  const trade = finder("found-trade", "found_trade", "found_trade_help", trades);
  const sells = line("found-sells", "found_sells", "found_sells_help");
  const address = line("found-address", "found_address", "found_address_help", 300);
  const beside = finder("found-beside", "found_beside", "found_beside_help", known.map((one) => ({ code: String(one.id), label: [one.name, one.address].filter(Boolean).join(" · ") })));
  const asked = make("div", { role: "alert" });
  const seen = new Set();
  const add = make("button", { class: "krds-btn primary" }, said("found_add"));
  const keep = async () => {
    name.wrong(name.control.value.trim() ? "" : said("found_name_needed"));
    trade.wrong(trade.value === null ? said("found_trade_needed") : "");
    const place = await wantedPosition();
    const isPlaced = place !== null && isInTheCity(device.city, place);
    beside.wrong(isPlaced || beside.value !== null ? "" : said(place === null ? "found_place_needed" : "found_outside"));
    const wrong = [name, trade, beside].find(({ control }) => control.hasAttribute("aria-invalid"));
    if (wrong) return wrong.control.focus();
    const found = alike(known, name.control.value).filter(({ id }) => id !== beside.value);
    if (found.some(({ id }) => !seen.has(id))) return ask(found);
    await put(place);
  };
  const ask = (found) => {
    found.forEach(({ id }) => seen.add(id));
    const rows = found.map((one) => make("li", {}, make("a", { href: `#entry/${code}/${one.id}` }, make("span", { class: "visit-name" }, one.name), make("span", { class: "visit-detail" }, [one.industry, one.address].filter(Boolean).join(" · ")), make("span", { class: "visit-detail" }, said("found_this_one")))));
    asked.replaceChildren(callout("warning", said("found_asked"), make("p", {}, said("found_asked_text")), make("ul", { class: "visit-list" }, ...rows)));
    add.textContent = said("found_none");
    asked.scrollIntoView({ block: "nearest" });
  };
  const put = async (position) => {
    const told = { number: newNumber(crypto.getRandomValues(new Uint8Array(15))), name: name.control.value.trim(), industry: trade.value, address: address.control.value.trim(), sells: sells.control.value.trim(), beside: beside.value, seen: [...seen].sort((one, other) => one - other), position };
    try {
      const local = await device.addBusiness(code, told);
      app.queued();
      app.go(`entry/${code}/${local}`, said("found_kept", { name: told.name }));
    } catch (fault) {
      asked.replaceChildren(callout("danger", "", unkept(fault)));
    }
  };
  app.show(head(said("found_title"), make("p", { class: "lead" }, wave.title)),
    form(keep, name.element, trade.element, sells.element, address.element, placeChoice(said("with_position"), said("found_place_help")), beside.element, asked,
      make("div", { class: "form-actions" }, add, link("#", said("back")))));
}
