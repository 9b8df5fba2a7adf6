// The SQL of a report, as a person runs it through a PSQL URL. A test runs it and compares.
import { Exact } from "./exact.js";

export function literal(value) {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  if (isJson(value)) return `${literal(JSON.stringify(value))}::jsonb`;
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]::text[]`;
  const text = String(value);
  // with a backslash the plain form would depend on a setting of the session
  return text.includes("\\")
    ? `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
}

/** An object, or an array that is none of texts: the reports take both as jsonb. */
const isJson = (value) =>
  typeof value === "object" &&
  !(value instanceof Exact) &&
  !(Array.isArray(value) && value.every((one) => typeof one === "string"));

/** Returns the call of a report. Arguments that are undefined or null keep their defaults. */
export function reportSql(name, args) {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return `select * from ${name}();`;
  const lines = given.map(([key, value]) => `    ${key} => ${literal(value)}`);
  return `select *\nfrom ${name}(\n${lines.join(",\n")}\n);`;
}

/** A name of a view or column. hardal's need no quotes; those that a DBA has given may. */
const identifier = (name) =>
  /^[\p{Ll}\p{Lo}_][\p{Ll}\p{Lo}\p{M}\p{Nd}_]*$/u.test(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;

/** The figures of a metric from its view, as the API's function metric has them. */
export function metricSql({ name, measures, number }, { columns, every, since, until }) {
  const period = { hour: ["day", "hour"], day: ["day"] }[every] ?? [
    `date_trunc('${every}', day)::date as day`,
  ];
  const groups = columns.length > 0 ? [...columns.map(identifier), "is_other"] : [];
  const average = measures.includes("sum") ? "sum(sum)" : "sum(avg * numbers)";
  const selected = [
    ...period,
    ...groups,
    "sum(events) as events",
    ...(number ? ["sum(numbers) as numbers"] : []),
    ...[
      ["sum", "sum(sum) as sum"],
      ["avg", `${average} / nullif(sum(numbers), 0) as avg`],
      ["min", "min(min) as min"],
      ["max", "max(max) as max"],
    ]
      .filter(([measure]) => measures.includes(measure))
      .map(([, text]) => text),
  ];
  const parts = period.length + groups.length;
  const order = [
    every === "hour" ? "hour" : "day",
    ...(groups.length > 0 ? ["is_other", "events desc"] : []),
    ...columns.map((column) => `${identifier(column)} collate "C"`),
  ];
  return [
    `select\n    ${selected.join(",\n    ")}`,
    `from ${identifier(name)}`,
    `where day >= ${literal(since)}${until ? ` and day < ${literal(until)}` : ""}`,
    `group by ${[...Array(parts).keys()].map((at) => at + 1).join(", ")}`,
    `order by ${order.join(", ")}`,
  ]
    .join("\n")
    .concat(";");
}
