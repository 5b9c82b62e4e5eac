/* Rows that slide sideways on a phone. */

/** The item one is on stands in the middle of its row, as far as the row goes; one that the Tab key reaches slides into
    view as a whole (browsers are content with a part of it). A finger's or mouse's row stays where it is. */
export function slideRows(root) {
  for (const row of root.querySelectorAll(".slides, .tabs ul")) {
    const current = row.querySelector("[aria-current]")?.getBoundingClientRect();
    const seen = row.getBoundingClientRect();
    if (current) row.scrollLeft += current.left + current.width / 2 - (seen.left + seen.width / 2);
    row.addEventListener("focusin", ({ target }) => {
      if (target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }
}
