// The time that a report is about: the last days, or from one day to another.
export const RANGES = [
  ["1d", "Today"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
  ["365d", "Last 365 days"],
  ["custom", "From … to …"],
];

/** Today's date in a time zone, as 2026-11-27. */
export function today(zone, now = new Date()) {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(now);
}

/** A text that is no date stays as it is: the server says what is wrong. */
export function addDays(date, days) {
  const moment = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(moment.getTime())) return date;
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** The first day of the last `number` days, weeks or months of a time zone, with this one. */
export function periodsBack(period, number, zone) {
  const date = today(zone);
  if (period === "day") return addDays(date, 1 - number);
  if (period === "week") return addDays(date, 7 * (1 - number));
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCMonth(moment.getUTCMonth() + 1 - number, 1);
  return moment.toISOString().slice(0, 10);
}

/**
 * Returns {since, until} as the reports take them: since is inclusive, until exclusive, and a
 * custom end is the last day that counts. `until` is undefined where the report goes on to now.
 */
export function bounds({ last = "30d", from, to }, zone) {
  if (last === "custom") {
    return { since: from || undefined, until: to ? addDays(to, 1) : undefined };
  }
  return { since: addDays(today(zone), 1 - (Number.parseInt(last, 10) || 30)), until: undefined };
}

/** Every time zone that the browser knows, the reader's own and UTC first. */
export function zones(own) {
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  return [...new Set([own, "UTC", ...known])];
}
