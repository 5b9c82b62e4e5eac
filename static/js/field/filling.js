/* The page of entry on the device: the same sheet, its record begun from the draft, from what waits in the queue, or from what
   the server gave; the form is the version with which it was begun. */
import { Entry } from "../entry/main.js";
import { make } from "../entry/wording.js";
import { Form } from "../xform/form.js";
import { DeviceHanding, DeviceKeeper } from "./keeping.js";
import { callout, head, link } from "./parts.js";
import { photoPicker, placeChoice, wantedPosition } from "./visiting.js";
import { said } from "./words.js";

const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

/** What the record begins with: {content, base, revision, reasons, form, paradata}. */
async function begun(device, wave, business) {
  const draft = await device.draft(wave.code, business.id);
  if (draft) return draft;
  const entries = (await device.queue()).filter((one) => one.kind === "record" && one.wave === wave.code && one.business === business.id);
  const last = entries.at(-1);
  const server = { content: business.content ?? "", base: business.content ?? "", revision: business.revision ?? 0, reasons: business.reasons ?? {}, form: business.form ?? wave.form, paradata: {} };
  if (!last || (last.state === "sent" && last.signedAt < business.known)) return server;
  const told = JSON.parse((await device.itemOf(last)).text);
  return { content: told.content, base: told.content, revision: told.revision, reasons: told.reasons, form: last.form, paradata: told.paradata, handedIn: last.hand_in };
}

export async function entryScreen(app, code, id) {
  const { device } = app;
  const [wave, business] = [device.wave(code), device.business(code, id)];
  if (!business) return app.go("");
  const lead = make("p", { class: "lead" }, [business.dong, business.industry, business.address].filter(Boolean).join(" · "));
  const start = await begun(device, wave, business);
  if (start.handedIn) return app.show(head(business.name, lead), callout("info", "", said("handed_in_here")), photoPicker(app, code, business), link("#", said("back")));
  if (["submitted", "approved"].includes(business.state)) return app.show(head(business.name, lead), callout("info", "", said("handed_in")), photoPicker(app, code, business), link("#", said("back")));
  const compiled = await device.form(start.form);
  if (!compiled) return app.show(head(business.name, lead), callout("warning", "", said("form_missing")), link("#", said("back")));
  const form = document.querySelector("[data-entry-template]").content.firstElementChild.cloneNode(true);
  form.dataset.workUrl = "#";
  const note = business.note ? callout("warning", said("came_back"), make("p", {}, business.note)) : "";
  app.show(head(business.name, lead), note, form, placeChoice(), photoPicker(app, code, business), link("#", said("back")));
  draw(app, form, wave, business, start, compiled);
}

function draw(app, form, wave, business, start, compiled) {
  const { device } = app;
  const known = { ...business.told, visited_on: today() }; // by the names of questions
  const items = [...new Form(compiled).items.values()].filter(({ name }) => known[name]);
  const prefill = { ...business.prefill, ...Object.fromEntries(items.map(({ name, path }) => [path, known[name]])) };
  const state = { content: start.content, revision: start.revision, reasons: start.reasons, notes: business.notes ?? {}, returned: business.state === "returned", prefill, last: wave.last ?? {}, mode: "visit" };
  let keeper = null;
  new Entry(form, state, compiled, {
    keeper: (_url, ...given) => (keeper = new DeviceKeeper(...given, { device, wave: wave.code, business: business.id, draft: start })),
    handing: (at, parts) => new DeviceHanding(at, parts, { kept: () => app.queued(), position: wantedPosition }),
    industries: () => device.industries(),
  });
  app.leaving = () => leave(app, keeper);
}

/** Away from the page: what was typed is kept, and sent as a draft, so that it does not hang on this device alone. False when it
    could not be kept: then the page stays. */
async function leave(app, keeper) {
  if (keeper.done) return true;
  await keeper.save();
  if (keeper.isKept === false) return false;
  keeper.finish();
  if (!(await app.device.draft(keeper.wave, keeper.business))) return true;
  await app.device.enqueue("record", keeper.wave, keeper.business, keeper.told(false, null), { form: keeper.draft.form }).catch(() => null);
  app.queued();
  return true;
}
