/* Rows that slide sideways on a phone. */

/** The item one is on stands in the middle of its row, as far as the row goes, also when the phone is turned; one that
    the Tab key reaches slides into view as a whole (browsers are content with a part of it). A row that a finger or a
    mouse touches stays where it is. */
export function slideRows(root) {
  for (const row of root.querySelectorAll(".slides, .tabs ul")) {
    new ResizeObserver(() => showCurrent(row)).observe(row);
    row.addEventListener("focusin", ({ target }) => {
      if (target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }
}

function showCurrent(row) {
  const current = row.querySelector("[aria-current]")?.getBoundingClientRect();
  const seen = row.getBoundingClientRect();
  if (current) row.scrollLeft += current.left + current.width / 2 - (seen.left + seen.width / 2);
}
