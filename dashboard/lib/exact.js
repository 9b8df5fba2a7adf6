// Numbers that JavaScript cannot hold, such as 12345678901234567890: kept as they were written.
const RISKY = /\d{16}|\d[eE]|\.\d{15}/;

export class Exact {
  constructor(source) {
    this.source = source;
  }

  toString() {
    return this.source;
  }

  toJSON() {
    return JSON.rawJSON ? JSON.rawJSON(this.source) : Number(this.source);
  }
}

/** Reads JSON; a number that would change becomes an Exact, where the browser tells its text. */
export function parseJson(text) {
  if (!RISKY.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && context?.source !== undefined && differs(value, context.source)
      ? new Exact(context.source)
      : value,
  );
}

const differs = (value, source) =>
  !Number.isFinite(value) ||
  (/^-?\d+$/.test(source)
    ? String(BigInt(source)) !== (Number.isSafeInteger(value) ? String(value) : "")
    : /\d{16}/.test(source.replace(".", "")));
