/* A business that the list lacks, as it stands on the device on which it was found (docs/offline.md). Pure. */
import { nameKey } from "../entry/hangul.js";

const MOST_ALIKE = 8; // as the server asks (survey/rules/field/additions.py)

/** As the device's other businesses stand, of what its item tells. `told`: what its record begins with, by the names of questions. */
export function standsHere({ number, name, address, industry }, trades) {
  const trade = trades.find(({ code }) => code === String(industry))?.label ?? "";
  const told = { shop_id: number, shop_name: name, address };
  return { found: true, name, address, dong: "", area: "", industry: trade, shop_id: number, step: "visit", not_before: null, state: "", best: "", prefill: {}, told };
}

/** A shop number that no other device makes up: 15 digits of chance. The server gives shorter ones. */
export function newNumber(chance) {
  return `F${Array.from(chance.slice(0, 15), (one) => one % 10).join("")}`;
}

/** Businesses of whose name one holds the other, as the server compares them; where they lie the device does not know. */
export function alike(businesses, name) {
  const key = nameKey(name);
  const isOne = (other) => {
    const [short, long] = [key, other].sort((a, b) => [...a].length - [...b].length);
    return short === long || ([...short].length > 1 && long.includes(short));
  };
  return businesses.filter((one) => isOne(nameKey(one.name))).slice(0, MOST_ALIKE);
}

/** Whether a place {latitude, longitude} lies in the city [west, south, east, north]; a stock of before has none. */
export function isInTheCity(city, place) {
  const [west, south, east, north] = city ?? [-180, -90, 180, 90];
  return west <= Number(place.longitude) && Number(place.longitude) <= east && south <= Number(place.latitude) && Number(place.latitude) <= north;
}
