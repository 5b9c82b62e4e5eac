/* What waits on the device, what is stuck and why, when the server was last heard; export; what is to be decided. */
import { make } from "../entry/wording.js";
import { badge, button, callout, head, link } from "./parts.js";
import { isWord, stuck, unsent } from "./queue.js";
import { listed, moment, said } from "./words.js";

const kindOf = (entry) => (isWord(entry) ? listed("said")[entry.said] : said(entry.kind === "record" && !entry.hand_in ? "kind_draft" : `kind_${entry.kind}`));

export async function queueScreen(app) {
  const { device, sender } = app;
  const queue = (await device.queue()).toReversed();
  const left = unsent(queue);
  const promised = await navigator.storage?.persisted?.();
  const parts = [
    ...stateOf(app),
    make("p", {}, said("last_contact", { at: moment(device.meta.heard.server) })),
    make("p", { class: "quiet" }, said(promised ? "storage_kept" : "storage_may_go")),
    left.length ? make("p", {}, said("sent_while_open")) : "",
    make("div", { class: "form-actions" }, left.length ? button(said("send_now"), () => sender.retry(), "primary") : "", button(said("lock"), () => app.lock())),
  ];
  app.show(head(said("queue_title")), ...parts, ...decisions(app), queue.length ? table(app, queue) : make("p", {}, said("all_sent")), left.some((entry) => !isWord(entry)) ? exporting(app) : "", link("#", said("back")));
}

function stateOf(app) {
  if (app.sender.state === "signed_out") return [callout("warning", "", make("p", {}, said("signed_out")), link(app.addresses.signIn, said("sign_in"), "secondary"))];
  if (app.sender.state === "unknown") return [callout("warning", "", make("p", {}, said("unknown")), button(said("set_up_again"), () => app.setUpAgain(), "secondary"))];
  return [];
}

function table(app, queue) {
  const tired = new Set(stuck(queue).map(({ number }) => number));
  const rows = queue.map((entry) => {
    const business = app.device.business(entry.wave, entry.business);
    return make("tr", {}, make("th", { scope: "row" }, kindOf(entry)), make("td", {}, business?.name ?? (entry.business > 0 ? String(entry.business) : "–")), make("td", {}, moment(entry.made)), make("td", {}, ...stands(entry, tired.has(entry.number))));
  });
  const columns = ["column_what", "column_business", "column_made", "column_state"].map((name) => make("th", { scope: "col" }, said(name)));
  return make("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": said("queue_title") }, make("table", { class: "table" }, make("thead", {}, make("tr", {}, ...columns)), make("tbody", {}, ...rows)));
}

function stands(entry, isTired) {
  if (entry.state === "sent") return signedFor(entry);
  const why = entry.message || (entry.why ? said(`why_${entry.why}`) : "");
  const tries = entry.tries ? said("tries", { n: entry.tries }) : "";
  return [isTired ? badge(said("stuck"), "danger") : badge(said("waiting"), "warning"), make("span", { class: "visit-detail" }, [why, tries].filter(Boolean).join(" · "))];
}

/** What became of it when the server signed for it. */
function signedFor(entry) {
  if (entry.server === "conflict") return [badge(said("to_decide_title"), "warning")];
  if (["held", "waiting"].includes(entry.server)) return [badge(said("held_title"), "info")];
  const { problems = 0 } = JSON.parse(entry.receipt).outcome ?? {};
  return [badge(said("sent"), "success"), problems ? make("span", { class: "visit-detail" }, said("to_mend_here", { n: problems })) : ""];
}

/** What the server holds for a person, as it was when the work was last fetched. */
function decisions(app) {
  const lines = (states) => app.device.items.filter(({ state }) => states.includes(state)).map((item) => [item, app.device.waves.flatMap(({ businesses }) => businesses).find(({ id }) => id === item.business_id)?.name ?? said("kind_found")]);
  const toDecide = lines(["conflict"]).map(([item, name]) => make("li", {}, `${name} `, link(app.addresses.item.replace("/0/", `/${item.pk}/`), said("decide"), "secondary", "small")));
  const held = lines(["held", "waiting"]).map(([item, name]) => make("li", {}, `${name}: ${listed("why")[item.why] ?? ""}`));
  return [
    toDecide.length ? callout("warning", said("to_decide_title"), make("p", {}, said("to_decide_text")), make("ul", {}, ...toDecide)) : "",
    held.length ? callout("info", said("held_title"), make("ul", {}, ...held)) : "",
  ];
}

function exporting(app) {
  const act = async () => {
    const address = URL.createObjectURL(new Blob([await app.device.exported()], { type: "application/json" }));
    make("a", { href: address, download: `hanbat-field-${new Date().toISOString().slice(0, 16).replace(":", "")}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return make("section", { class: "section" }, make("h2", {}, said("export_title")), make("p", {}, said("export_text")), button(said("export_do"), act));
}
