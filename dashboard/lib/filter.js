// A filter of properties, as the reports take it (docs/analytics.md, "Filters"), and as a person
// writes it: rows of [property, operator, text]. The address holds the JSON.

/** [operator, label, kind of value]: none, one, several, or part of a text. */
export const OPERATORS = [
  ["eq", "is", "one"],
  ["ne", "is not", "one"],
  ["in", "is one of", "several"],
  ["not_in", "is none of", "several"],
  ["gt", "is over", "one"],
  ["gte", "is at least", "one"],
  ["lt", "is under", "one"],
  ["lte", "is at most", "one"],
  ["starts_with", "begins with", "text"],
  ["contains", "contains", "one"],
  ["is_there", "is there", "none"],
  ["is_absent", "is absent", "none"],
];

export const kindOf = (operator) => OPERATORS.find(([name]) => name === operator)?.[2] ?? "one";

/** Reads a value as it was written: 10 is a number, true is true, "10" and TR are texts. */
export function readValue(text) {
  const written = text.trim();
  if (/^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)$/.test(written))
    return JSON.parse(written);
  if (/^".*"$/s.test(written)) {
    try {
      return JSON.parse(written);
    } catch {
      return text;
    }
  }
  return text;
}

/** Writes a value so that readValue reads it back. */
export function writeValue(value) {
  if (typeof value !== "string") return JSON.stringify(value);
  return readValue(value) === value && value.trim() === value && !value.includes(",")
    ? value
    : JSON.stringify(value);
}

// a comma in quotes does not part two values
const PARTS = /("(?:\\.|[^"\\])*"|[^,])+/gs;
const readValues = (text) =>
  (text.match(PARTS) ?? []).map((one) => readValue(one.trim())).filter((one) => one !== "");

/** The filter of the address as an object; undefined where there is none, or none that is JSON. */
export function readFilter(text) {
  if (!text) return undefined;
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" && Object.keys(found).length > 0 ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The rows of a filter, for the editor. */
export function toRows(filter) {
  const rows = [];
  for (const [property, asked] of Object.entries(filter ?? {})) {
    if (asked === null) rows.push([property, "is_absent", ""]);
    else if (Array.isArray(asked)) rows.push([property, "in", asked.map(writeValue).join(", ")]);
    else if (typeof asked !== "object") rows.push([property, "eq", writeValue(asked)]);
    else
      for (const [operator, value] of Object.entries(asked)) {
        if (operator === "exists") rows.push([property, value ? "is_there" : "is_absent", ""]);
        else if (Array.isArray(value))
          rows.push([property, operator, value.map(writeValue).join(", ")]);
        else rows.push([property, operator, writeValue(value)]);
      }
  }
  return rows;
}

/** The filter as a person reads it: price is over 10, country is one of TR, DE. */
export const inWords = (filter) =>
  toRows(filter)
    .map(([property, operator, text]) => {
      const label = OPERATORS.find(([name]) => name === operator)?.[1] ?? operator;
      return `${property} ${label} ${text}`.trim();
    })
    .join("; ");

/** The filter of rows. A row without a property, or without the value that it needs, is no part. */
export function fromRows(rows) {
  const filter = {};
  for (const [property, operator, text] of rows) {
    const kind = kindOf(operator);
    if (property === "" || (kind !== "none" && text.trim() === "")) continue;
    const asked = (filter[property] ??= {});
    if (kind === "none") asked.exists = operator === "is_there";
    else if (kind === "several") asked[operator] = readValues(text);
    else asked[operator] = kind === "text" ? String(readText(text)) : readValue(text);
  }
  return Object.keys(filter).length > 0 ? filter : undefined;
}

const readText = (text) => {
  const value = readValue(text);
  return typeof value === "string" ? value : text.trim();
};
