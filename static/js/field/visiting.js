/* A visit that brought no interview, in three taps; photos; the place, where the person wants it noted. */
import { opened, scaledDown } from "../entry/picture.js";
import { make } from "../entry/wording.js";
import { position } from "../position.js";
import { toBase64 } from "./items.js";
import { callout, field, form, head, link } from "./parts.js";
import { listed, said } from "./words.js";

const PLACE = "hanbat-field-place";
const PATIENCE = 10_000; // milliseconds for the place
const OLDEST = 60_000;

/** Why something could not be kept on the device. */
export const unkept = (fault) => said(fault.name === "QuotaExceededError" ? "device_full" : "not_kept");

/** Where the device is, when the person once ticked that it may be noted. */
export const wantedPosition = () => (localStorage.getItem(PLACE) === "yes" ? position(PATIENCE, OLDEST) : Promise.resolve(null));

/** The box with which that is chosen; act(): it was. */
export function placeChoice(label = said("with_position"), help = said("with_position_help"), act = () => {}) {
  const box = make("input", { type: "checkbox", id: "with-position" });
  box.checked = localStorage.getItem(PLACE) === "yes";
  box.addEventListener("change", () => {
    localStorage.setItem(PLACE, box.checked ? "yes" : "no");
    act();
  });
  return make("div", { class: "field" }, make("div", { class: "krds-form-check medium" }, box, make("label", { for: box.id }, label)), help ? make("p", { class: "field-help" }, help) : "");
}

/** A control that keeps photos of a business, each as soon as it is chosen. */
export function photoPicker(app, code, business) {
  const input = make("input", { type: "file", id: "photo", accept: "image/*", capture: "environment" });
  const told = make("p", { role: "status" });
  input.addEventListener("change", async () => {
    for (const file of input.files) {
      const picture = await opened(file);
      const drawn = picture && (await scaledDown(picture));
      if (!drawn) return told.replaceChildren(said("photo_bad"));
      const name = `${business.name.slice(0, 60)}-${Date.now()}.jpg`;
      try {
        await app.device.enqueue("photo", code, business.id, { name, jpeg: toBase64(await drawn.arrayBuffer()), position: await wantedPosition() });
      } catch (fault) {
        return told.replaceChildren(unkept(fault));
      }
      told.replaceChildren(said("photo_kept", { size: Math.ceil(drawn.size / 1024) }));
    }
    input.value = "";
    app.queued();
  });
  return make("section", { class: "section" }, field(input, said("add_photo"), said("photo_help"), make("div", { class: "file-drop" }, input)).element, told);
}

const ABOUT = 3_600_000; // milliseconds from the hour of an appointment that is reason enough

/** Whether somebody may be visited ("visit") or rung ("phone") now, by the clock of Seoul. A stock of before has no hours. */
function isPermitted(wave, business, channel) {
  const hours = channel === "phone" ? wave.call_hours : wave.visit_hours;
  const now = new Date();
  const shown = now.toLocaleTimeString("en-GB", { timeZone: "Asia/Seoul" });
  if (!hours || (hours[0] <= shown && shown < hours[1])) return true;
  return business.step === "appointment" && Math.abs(now - new Date(business.not_before)) <= ABOUT;
}

export async function visitScreen(app, code, id) {
  const [wave, business] = [app.device.wave(code), app.device.business(code, id)];
  if (!business) return app.go("");
  const results = listed("results"); // [code, words, whether a note is needed]
  const error = make("div", { class: "field-error", id: "result-error", hidden: true }, said("result_needed"));
  const radios = results.map(([value, label]) => {
    const radio = make("input", { type: "radio", name: "result", id: `result-${value}`, value, "aria-describedby": "result-error" });
    return make("div", { class: "krds-form-check medium" }, radio, make("label", { for: radio.id }, label));
  });
  const choice = make("fieldset", { class: "field" }, make("legend", { class: "field-label" }, said("result")), error, ...radios);
  const channel = make("select", { id: "channel", class: "krds-form-select completed" }, make("option", { value: "visit" }, said("on_visit")), make("option", { value: "phone" }, said("by_phone")));
  const again = make("input", { type: "datetime-local", id: "again", class: "krds-input" });
  const note = field(make("textarea", { id: "note", class: "krds-input textarea short", rows: 3, maxlength: 500 }), said("note"), said("note_help"));
  const hour = field(make("input", { type: "text", id: "hour-reason", class: "krds-input", maxlength: 200 }), said("hour_reason"), said("hour_reason_help"));
  const showHour = () => (hour.element.hidden = isPermitted(wave, business, channel.value));
  channel.addEventListener("change", showHour);
  showHour();
  const failed = make("div", { role: "alert" });
  const keep = async () => {
    const result = choice.querySelector("input:checked")?.value ?? "";
    error.hidden = Boolean(result);
    const isNoteNeeded = results.some(([code, , needed]) => code === result && needed);
    note.wrong(isNoteNeeded && !note.control.value.trim() ? said("note_needed") : "");
    if (!result) return choice.querySelector("input").focus();
    if (note.control.hasAttribute("aria-invalid")) return note.control.focus();
    showHour();
    const hourReason = hour.element.hidden ? "" : hour.control.value.trim();
    hour.wrong(hour.element.hidden || hourReason ? "" : said("hour_reason_needed"));
    if (hour.control.hasAttribute("aria-invalid")) return hour.control.focus();
    const appointment = again.value ? `${again.value}:00+09:00` : null;
    const told = { result, channel: channel.value, note: note.control.value.trim(), hour_reason: hourReason, appointment, position: await wantedPosition() };
    try {
      await app.device.enqueue("visit", code, id, told);
    } catch (fault) {
      return failed.replaceChildren(callout("danger", "", unkept(fault)));
    }
    app.queued();
    const kept = said("visit_kept", { name: business.name });
    if (failed.isConnected) app.go("", kept);
    else app.news(kept); // the person went on while the place was looked for
  };
  const body = form(keep, failed, choice, field(channel, said("channel")).element, field(again, said("come_again")).element, note.element, hour.element, placeChoice(),
    make("div", { class: "form-actions" }, make("button", { class: "krds-btn primary" }, said("keep_visit")), link("#", said("back"))));
  const isOpen = business.state === "";
  app.show(head(business.name, make("p", { class: "lead" }, isOpen ? said("visit_title") : business.address)), isOpen ? body : placeChoice(), photoPicker(app, code, business), isOpen ? "" : link("#", said("back")));
}


