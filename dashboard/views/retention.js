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
import { Beneath, Empty, Loaded, Select } from "../components/basics.js";
import { EventPicker, Zone } from "../components/pickers.js";
import { Whom } from "../components/whom.js";

const PERIODS = [
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const LENGTHS = [
  ["8", "8 periods"],
  ["12", "12 periods"],
  ["24", "24 periods"],
];

export function RetentionView({ session, args }) {
  const [zone, , change] = useReport("retention", args);
  const period = PERIODS.some(([name]) => name === args.period) ? args.period : "week";
  const periods = Math.min(Math.max(Number(args.periods) || 8, 1), 1000);
  const asked = {
    first_event: args.first || undefined,
    return_event: args.return || undefined,
    period,
    since: periods === 8 ? undefined : periodsBack(period, periods, knownZone(zone)),
    time_zone: zone,
    ...whomOf(args),
  };
  const state = useLoad((signal) => call("retention", asked, { signal }), [JSON.stringify(asked)]);
  return html`<div class="title">
      <h1>Retention</h1>
      <p>Which share of the clients comes back</p>
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
    <${Whom} args=${args} change=${change} event=${args.first} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows.every((row) => row.cohort_size === 0)
          ? html`<${Empty} title="No client began in this time" />`
          : html`<${Triangle} rows=${rows} period=${period} units=${unitsLabel(asked)} />
              <${Beneath}
                sql=${reportSql("retention", asked)}
                csv=${() =>
                  download(
                    fileName(session, "retention"),
                    toCsv(rows, ["cohort", "cohort_size", "period_number", "clients", "share"]),
                  )}
              />`}<//
    >`;
}

function Triangle({ rows, period, units }) {
  const cohorts = Map.groupBy ? Map.groupBy(rows, (row) => row.cohort) : group(rows);
  const most = Math.max(...rows.map((row) => row.period_number));
  const numbers = Array.from({ length: most + 1 }, (_, at) => at);
  return html`<div class="table" role="region" aria-label="Retention" tabindex="0">
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
                    ${percent(cell.share)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const heat = (share) => (share === null ? "none" : Math.min(5, Math.ceil(share * 5)));

function group(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.cohort, [...(groups.get(row.cohort) ?? []), row]);
  return groups;
}
