// Retention: the share of each cohort that comes back, as a triangle.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { periodsBack } from "../lib/range.js";
import { fileName, knownZone, useReport } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, percent } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Check, Empty, Loaded, Select } from "../components/basics.js";
import { EventPicker, PropertyPicker, Zone } from "../components/pickers.js";
import { Said } from "../components/said.js";
import { Whom } from "../components/whom.js";

const PERIODS = [
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const MODES = [
  ["", "In the period"],
  ["unbounded", "In it or later"],
];
const LEAST = ["1", "2", "3", "5", "10"];
const VALUES = 5; // of a property, each with a triangle
const LENGTHS = [
  ["8", "8 periods"],
  ["12", "12 periods"],
  ["24", "24 periods"],
];

export function RetentionView({ session, args }) {
  const [zone, , change] = useReport("retention", args);
  const whom = whomOf(args);
  const period = PERIODS.some(([name]) => name === args.period) ? args.period : "week";
  const periods = Math.min(Math.max(Number(args.periods) || 8, 1), 1000);
  const asked = {
    first_event: args.first || undefined,
    return_event: args.return || undefined,
    period,
    since: periods === 8 ? undefined : periodsBack(period, periods, knownZone(zone)),
    time_zone: zone,
    by: args.by || undefined,
    mode: args.mode || undefined,
    at_least: Number(args.least) > 1 ? Number(args.least) : undefined,
    recurrence: args.recurring === "1" ? "recurring" : undefined,
    property: args.number || undefined,
    mean: args.mean === "1" || undefined,
    max_values: args.by ? VALUES : undefined,
    unit: whom.unit,
    first_filter: whom.filter,
    cohort: whom.cohort,
  };
  const state = useLoad((signal) => call("retention", asked, { signal }), [JSON.stringify(asked)]);
  return html`<div class="title">
      <h1>Retention</h1>
      <p>Which share comes back</p>
    </div>
    <div class="controls">
      <${EventPicker}
        label="First event"
        value=${args.first ?? ""}
        placeholder="any event"
        onPick=${(first) => change({ first })}
      />
      <${EventPicker}
        label="Return event"
        value=${args.return ?? ""}
        placeholder="any event"
        onPick=${(name) => change({ return: name })}
      />
      <${Select}
        label="By"
        value=${period}
        options=${PERIODS}
        onChange=${(value) => change({ period: value })}
      />
      <${Select}
        label="Length"
        value=${String(periods)}
        options=${LENGTHS}
        onChange=${(value) => change({ periods: value })}
      />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <div class="controls">
      <${PropertyPicker}
        event=${args.first}
        value=${args.by ?? ""}
        onPick=${(by) => change({ by })}
        hint="A property of the first event"
      />
      <${Select}
        label="Came back"
        value=${args.mode ?? ""}
        options=${MODES}
        onChange=${(mode) => change({ mode })}
      />
      <${Select}
        label="Times, at least"
        value=${args.least ?? "1"}
        options=${LEAST}
        onChange=${(least) => change({ least })}
      />
      <${PropertyPicker}
        label="Add up"
        event=${args.return}
        value=${args.number ?? ""}
        onPick=${(number) => change({ number })}
        hint="A number of the return events"
      />
      <${Check} value=${args.recurring} onChange=${(recurring) => change({ recurring })}
        >Begin anew in every period<//
      >
      <${Check} value=${args.mean} onChange=${(mean) => change({ mean })}>All cohorts together<//>
    </div>
    <${Whom}
      args=${args}
      change=${change}
      event=${args.first}
      legend="Filters of the first event"
    />
    <${Loaded} state=${state}
      >${(rows) =>
        rows.every((row) => row.cohort_size === 0)
          ? html`<${Empty} title="No client began in this time" />`
          : html`${[
                ...groups(rows, (row) => JSON.stringify([row.value, row.is_other])).values(),
              ].map(
                (some) =>
                  html`<${Triangle}
                    rows=${some}
                    period=${period}
                    units=${unitsLabel(asked)}
                    by=${asked.by}
                    amounts=${Boolean(asked.property)}
                  />`,
              )}
              <${Beneath}
                sql=${reportSql("retention", asked)}
                csv=${() =>
                  download(
                    fileName(session, "retention"),
                    toCsv(rows, [
                      ...(asked.by ? [["value", asked.by], "is_other"] : []),
                      "cohort",
                      "cohort_size",
                      "period_number",
                      "clients",
                      "share",
                      ...(asked.property ? [["amount", asked.property]] : []),
                    ]),
                  )}
              />`}<//
    >`;
}

function Triangle({ rows, period, units, by, amounts }) {
  const cohorts = groups(rows, (row) => row.cohort ?? "All together");
  const value = rows[0].is_other ? "others" : (rows[0].value ?? "(none)");
  const name = by ? `Retention, ${by}: ${value}` : "Retention";
  const most = Math.max(...rows.map((row) => row.period_number));
  const numbers = Array.from({ length: most + 1 }, (_, at) => at);
  return html`${by && html`<h2><${Said} text=${value} /></h2>`}
    <div class="table" role="region" aria-label=${name} tabindex="0">
      <table class="triangle">
        <caption class="visually-hidden">
          Share of each cohort that came back, by ${period}
        </caption>
        <thead>
          <tr>
            <th scope="col">First ${period}</th>
            <th scope="col" class="number">${units}</th>
            ${numbers.map(
              (at) =>
                html`<th scope="col" class="number">
                  ${period[0].toUpperCase() + period.slice(1)} ${at}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${[...cohorts].map(
            ([cohort, cells]) =>
              html`<tr key=${cohort}>
                <th scope="row">${cohort}</th>
                <td class="number">${count(cells[0].cohort_size)}</td>
                ${cells.map(
                  (cell) =>
                    html`<td
                      class=${`number heat-${heat(cell.share)}`}
                      title=${`${count(cell.clients)} of ${count(cell.cohort_size)}`}
                    >
                      ${percent(cell.share)}${amounts && html`<div class="hint">${count(cell.amount)}</div>`}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const heat = (share) => (share === null ? "none" : Math.min(5, Math.ceil(share * 5)));

/** The rows by a key, in the order in which the keys come. */
function groups(rows, keyOf) {
  const found = new Map();
  for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
  return found;
}
