// What a view shows, as a CSV file (RFC 4180).

function field(value) {
  if (value === null || value === undefined) return "";
  let text = typeof value === "object" ? JSON.stringify(value) : String(value);
  // A spreadsheet would run a text of this kind as a formula, and clients send such texts.
  if (typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `columns` is a list of names, or of [name, label]. */
export function toCsv(rows, columns) {
  const named = columns.map((column) => [].concat(column));
  const lines = [named.map(([name, label]) => field(label ?? name))];
  for (const row of rows) lines.push(named.map(([name]) => field(row[name])));
  return lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
}

export function download(name, text) {
  // the mark tells Excel that the file is UTF-8
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
