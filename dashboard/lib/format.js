// Numbers, times and sizes as people read them.
const number = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export const count = (value) =>
  value === null || value === undefined ? "–" : number.format(value);
/** 1 event, 2 events. */
export const counted = (value, what) => `${count(value)} ${what}${value === 1 ? "" : "s"}`;
export const short = (value) =>
  value === null || value === undefined
    ? "–"
    : Math.abs(value) < 10000
      ? count(value)
      : compact.format(value);
export const percent = (share, digits = 1) =>
  share === null || share === undefined ? "–" : `${(share * 100).toFixed(digits)} %`;

/** The time in the reader's own zone. */
export const time = (value) => (value ? moment.format(new Date(value)) : "–");

/** The time of the day in the reader's own zone. */
export const clock = (value) => (value ? new Date(value).toLocaleTimeString("en-GB") : "–");

/** The time in UTC, to the microsecond where the server has told it. */
export function utc(value) {
  if (!value) return "";
  const fraction = /\.\d+/.exec(value)?.[0] ?? "";
  return `${new Date(value).toISOString().slice(0, 19).replace("T", " ")}${fraction} UTC`;
}

export function bytes(value) {
  if (value === null || value === undefined) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 ? count(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[step]}`;
}

/** A span of seconds, which may be an Exact: 45 s, 3 min, 2.5 h, 4 d, 2 y. */
export function span(exact) {
  if (exact === null || exact === undefined) return "–";
  const seconds = Number(exact);
  const steps = [
    [31557600, "y"],
    [86400, "d"],
    [3600, "h"],
    [60, "min"],
  ];
  for (const [length, unit] of steps) {
    const times = seconds / length;
    if (times >= 1) return `${Number(times.toFixed(times < 10 ? 1 : 0))} ${unit}`;
  }
  return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
}

/** How long ago: just now, 5 min ago. In the future: in 5 min. */
export function ago(value, now = Date.now()) {
  if (!value) return "never";
  const seconds = (now - new Date(value)) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  return seconds > 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
}
