/* Loads every behaviour of the pages. Each is an improvement: without scripts all pages still do their work. */
import { guardForms } from "./once.js";
import { watchSession } from "./session.js";
import { confirmSubmits, closeMenus, focusErrors } from "./dialog.js";
import { autosaveForms, clearDraftsOnSignOut, forgetSentForms } from "./autosave.js";
import { enhanceComboboxes } from "./combobox.js";
import { enhanceUploads } from "./upload.js";
import { totalOrders } from "./order.js";
import { growRows } from "./rows.js";
import { slideRows } from "./slides.js";
import { countCharacters, markChosenSelects } from "./fields.js";

function enhance(root) {
  autosaveForms(root);
  enhanceComboboxes(root);
  enhanceUploads(root);
  countCharacters(root);
  markChosenSelects(root);
  slideRows(root);
  growRows(root);
  totalOrders(root);
}

guardForms();
confirmSubmits();
closeMenus();
focusErrors();
watchSession();
clearDraftsOnSignOut();
forgetSentForms();
enhance(document);
// Whatever htmx puts into the page gets the same behaviours.
document.addEventListener("htmx:after:swap", (event) => enhance(event.target instanceof Element ? event.target : document));
