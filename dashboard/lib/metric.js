// A metric: its measures, and its rows as the lines of a chart.
import { addDays, today } from "./range.js";

export const OF_NUMBERS = [
  ["sum", "Sum"],
  ["avg", "Average"],
  ["min", "Lowest"],
  ["max", "Highest"],
];
export const labelOf = (measure) => OF_NUMBERS.find(([name]) => name === measure)?.[1] ?? "Events";

// with the others there are as many lines as colours
export const LINES = 7;

/** The beginnings of all periods of a time, as days or as hours of UTC. */
function periods(every, { since, until }) {
  const last = until ? addDays(until, -1) : today("UTC");
  const starts = [];
  let day = since;
  if (every === "week") day = addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (every === "month") day = `${day.slice(0, 8)}01`;
  while (day <= last && starts.length < 10000) {
    if (every === "hour")
      for (let hour = 0; hour < 24; hour++)
        starts.push(`${day} ${String(hour).padStart(2, "0")}:00`);
    else starts.push(day);
    day = every === "week" ? addDays(day, 7) : every === "month" ? nextMonth(day) : addDays(day, 1);
  }
  return starts;
}

const nextMonth = (day) => `${addDays(day, 31).slice(0, 8)}01`;

/** Rows of a metric become one line for each group, in the order of the table. */
export function pivot({ metric, measure, lines, groups, columns, every, span }) {
  const starts = periods(every, span);
  const place = new Map(starts.map((start, at) => [start, at]));
  // a period without events has no row
  const empty = ["events", "sum"].includes(measure) ? 0 : null;
  const keyOf = (row) => JSON.stringify(row.is_other ? null : columns.map((name) => row[name]));
  const found = new Map();
  for (const row of lines) {
    const key = keyOf(row);
    if (!found.has(key)) {
      const label =
        columns.length === 0
          ? metric.name
          : row.is_other
            ? "all others"
            : columns.map((name) => cut(row[name] ?? "(none)")).join(", ");
      found.set(key, {
        key,
        label,
        isOther: row.is_other === true,
        values: starts.map(() => empty),
      });
    }
    const start = every === "hour" ? hourOf(row.hour) : row.day;
    // digits beyond those of JavaScript's numbers are not drawn
    if (place.has(start) && row[measure] !== null)
      found.get(key).values[place.get(start)] = Number(row[measure]);
  }
  const order = new Map(groups.map((row, at) => [keyOf(row), at]));
  const series = [...found.values()].sort(
    (a, b) => (order.get(a.key) ?? Infinity) - (order.get(b.key) ?? Infinity),
  );
  const totals = new Map(groups.map((row) => [keyOf(row), row[measure]]));
  series.forEach((line, at) => {
    // the table has more groups of their own, and fewer others
    line.total = line.isOther ? null : totals.get(line.key);
    line.colour = line.isOther ? LINES : at;
  });
  return { starts, series, times: starts.map((start) => Date.parse(secondsOf(start)) / 1000) };
}

const hourOf = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");
const secondsOf = (start) => `${start.replace(" ", "T")}${start.length === 10 ? "T00:00" : ""}:00Z`;
const cut = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
