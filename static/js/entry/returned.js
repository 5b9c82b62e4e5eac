/* A record that came back: the supervisor's notes at single answers, together above the questions, each leading to its own. */
import { roundOf } from "./handing.js";
import { make, said } from "./wording.js";

/** `sheet()` is the page as it is drawn now; `open(field)` goes to a question. */
export function listNotes(place, sheet, open) {
  const { notes } = sheet();
  const inOrder = sheet().fields().map((field) => field.node.address);
  const addresses = Object.keys(notes).sort((one, other) => inOrder.indexOf(one) - inOrder.indexOf(other));
  if (!addresses.length) return;
  const rows = addresses.map((address) => make("li", {}, question(address, sheet, open), `: ${notes[address]}`));
  const list = make("div", { class: "callout-body" }, make("ul", {}, ...rows));
  place.replaceChildren(make("div", { class: "callout callout-warning" }, make("div", {}, make("p", { class: "callout-title" }, said("notes_title")), list)));
}

/** Its words, as a link where it stands on the page; what is worked out does not. */
function question(address, sheet, open) {
  const { record, wording } = sheet();
  const item = record.form.items.get(address.replace(/\[\d+\]/g, ""));
  const words = `${roundOf(address)}${item ? wording.label(item, record.at(address) ?? record.root) : address}`;
  const there = sheet().fieldAt(address);
  if (!there) return words;
  const link = make("a", { href: `#${there.id}` }, words);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const field = sheet().fieldAt(address);
    if (field?.isVisible) open(field);
  });
  return link;
}
