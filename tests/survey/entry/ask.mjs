// Calls functions of the page of entry in Node. From standard input [{module, call, given: […]}], to standard output
// what each came to, with an expression as its source.
import { readFileSync } from "node:fs";

const said = [];
for (const { module, call, given } of JSON.parse(readFileSync(0, "utf8"))) {
  const found = (await import(`../../../static/js/entry/${module}.js`))[call](...given);
  said.push(found instanceof RegExp ? found.source : (found ?? null));
}
process.stdout.write(JSON.stringify(said));
