// Whom a report counts, and which events: the arguments unit, cohort and filter, which all reports
// have. The address holds them by the same names.
import { readFilter } from "./filter.js";

/** The arguments for the API. Those that keep their defaults are undefined. */
export function whomOf(args) {
  return {
    unit: args.unit && args.unit !== "client" ? args.unit : undefined,
    filter: readFilter(args.filter),
    cohort: args.cohort || undefined,
  };
}

/** What a figure counts, for the head of a column: Clients, Persons, or the property. */
export function unitsLabel({ unit }) {
  if (!unit || unit === "client") return "Clients";
  return unit === "person" ? "Persons" : `Values of ${unit}`;
}
