// A table: numbers stand on the right, a wide one scrolls by itself.
import { html } from "../lib/html.js";

/**
 * `columns`: {name, label, number, render(row), className}. `sort` is {name, down}; `onSort(name)`
 * makes the heads of columns with `sortable` buttons.
 */
export function Table({
  caption,
  columns,
  rows,
  keyOf,
  sort,
  onSort,
  rowClass,
  hideCaption = true,
}) {
  return html`<div class="table" role="region" aria-label=${caption} tabindex="0">
    <table>
      <caption class=${hideCaption ? "visually-hidden" : ""}>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            (column) => html`<${Head} column=${column} sort=${sort} onSort=${onSort} />`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, at) =>
            html`<tr key=${keyOf ? keyOf(row) : at} class=${rowClass?.(row) ?? ""}>
              ${columns.map(
                (column) =>
                  html`<td class=${cellClass(column)}>
                    ${column.render ? column.render(row) : (row[column.name] ?? "–")}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function Head({ column, sort, onSort }) {
  const sorted = sort?.name === column.name;
  const order = sorted ? (sort.down ? "descending" : "ascending") : undefined;
  return html`<th scope="col" class=${cellClass(column)} aria-sort=${order}>
    ${
      onSort && column.sortable
        ? html`<button type="button" class="head" onClick=${() => onSort(column.name)}>
            ${column.label}<span aria-hidden="true"
              >${sorted ? (sort.down ? " ↓" : " ↑") : ""}</span
            >
          </button>`
        : column.label
    }
  </th>`;
}

const cellClass = (column) =>
  [column.number ? "number" : "", column.className ?? ""].join(" ").trim();
