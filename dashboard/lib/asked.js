// The trends that were asked in this browser, and how long they took: the view Metrics shows which of
// them would profit from a metric. Each tenant has a list of its own, in localStorage. It is in no
// address, and the server does not get it.

const MOST = 50; // questions of a tenant; the one that was not asked for longest goes first
const TIMES = 5; // the last ones of each question
const LONGEST = 2000; // characters of a question: a long filter is not kept
const OFTEN = 3;
const SLOW = 300; // milliseconds
const MEASURES = ["events", "sum", "avg", "min", "max"];

const place = (tenant) => `hardal.asked.${tenant}`;

/**
 * The question of a trend, where a metric can answer it: whole days of UTC, one event, and numbers
 * that can be added up. Null for another one, and for a count of events alone, which is fast.
 */
export function questionOf(asked) {
  const { event_names: events, measure, property, by, filter, every, time_zone: zone } = asked;
  if (events.length !== 1 || zone !== "UTC" || !MEASURES.includes(measure)) return null;
  if (asked.unit || asked.cohort || (measure === "events" && !by && !filter)) return null;
  return { event: events[0], measure, property, by, filter, hourly: every === "hour" || undefined };
}

/** JSON whose keys are sorted: the server has another order of them. */
function canonical(value) {
  return JSON.stringify(value ?? null, (_, one) =>
    one && typeof one === "object" && !Array.isArray(one) && !one.toJSON
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

const isText = (value) => typeof value === "string";
const isTextOrNone = (value) => value === undefined || isText(value);

/** Whether something has the form of what this page keeps: another version may have written it. */
function isKept(one) {
  const { question, count, times } = one ?? {};
  return (
    question &&
    isText(question.event) &&
    MEASURES.includes(question.measure) &&
    isTextOrNone(question.property) &&
    isTextOrNone(question.by) &&
    (question.filter === undefined ||
      (question.filter !== null && typeof question.filter === "object")) &&
    Number.isInteger(count) &&
    Array.isArray(times) &&
    times.length > 0 &&
    times.every(Number.isFinite)
  );
}

/** All questions that this browser remembers, the latest first: {question, count, times}. */
export function readAsked(tenant) {
  try {
    const found = JSON.parse(localStorage.getItem(place(tenant)) ?? "[]");
    return Array.isArray(found) ? found.filter(isKept) : [];
  } catch {
    return []; // a browser may keep nothing for pages
  }
}

export function remember(tenant, asked, milliseconds) {
  const question = questionOf(asked);
  if (!question) return;
  const key = canonical(question);
  if (key.length > LONGEST) return;
  const known = readAsked(tenant);
  const before = known.find((one) => canonical(one.question) === key);
  const after = {
    question,
    count: (before?.count ?? 0) + 1,
    times: [...(before?.times ?? []), Math.round(milliseconds)].slice(-TIMES),
  };
  const others = known.filter((one) => one !== before);
  try {
    localStorage.setItem(place(tenant), JSON.stringify([after, ...others].slice(0, MOST)));
  } catch {
    // it is full, or not allowed: then nothing is suggested
  }
}

export function forgetAsked(tenant) {
  localStorage.removeItem(place(tenant));
}

function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Whether trend reads the answer from this metric: see hardal_helpers.metric_items. */
function answers(metric, { event, measure, property, by, filter, hourly }) {
  return (
    metric.event_name === event &&
    canonical(metric.filter) === canonical(filter) &&
    (!by || metric.properties.includes(by) || metric.column_names.includes(by)) &&
    (measure === "events" ||
      (metric.number === property && metric.measures.includes(needed(measure)))) &&
    (!hourly || metric.every === "hour")
  );
}

// an average is read from the sum
const needed = (measure) => (measure === "avg" ? "sum" : measure);

/** The questions that would profit from a metric, the one that took longest in all first. */
export function wouldProfit(tenant, metrics) {
  return readAsked(tenant)
    .map((one) => ({ ...one, median: median(one.times) }))
    .filter(({ count, median }) => count >= OFTEN && median > SLOW)
    .filter(({ question }) => !metrics.some((metric) => answers(metric, question)))
    .sort((a, b) => b.count * b.median - a.count * a.median);
}

/** The form of a metric that answers a question. */
export function metricFor({ event, measure, property, by, filter, hourly }) {
  const measures = measure === "events" ? [] : [...new Set([needed(measure), measure])];
  const words = [event, measure === "events" ? "" : `${measure} ${property}`, by ? `by ${by}` : ""];
  const name = words
    .join(" ")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 50);
  return {
    name,
    event,
    number: property ?? "",
    measures,
    by: by ? [by] : [],
    filter,
    every: hourly ? "hour" : "day",
  };
}
