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
