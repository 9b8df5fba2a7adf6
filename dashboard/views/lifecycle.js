// Lifecycle: who is new, who goes on, who comes back after a pause, and who stays away.
import { useMemo } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count } from "../lib/format.js";
import { whomOf } from "../lib/whom.js";
import { Beneath, Loaded, Select } from "../components/basics.js";
import { EventsPicker, Range, Zone } from "../components/pickers.js";
import { Lines } from "../components/chart.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const EVERY = [
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const STATES = [
  ["new_units", "New"],
  ["returning_units", "Returning"],
  ["resurrected_units", "Resurrected"],
  ["dormant_units", "Dormant"],
];

export function LifecycleView({ session, args }) {
  const events = list(args.event);
  const [zone, { since, until }, change] = useReport("lifecycle", args);
  const asked = {
    event_names: events.length > 0 ? events : undefined,
    every: args.every ?? "week",
    since,
    until,
    time_zone: zone,
    ...whomOf(args),
  };
  const state = useLoad((signal) => call("lifecycle", asked, { signal }), [JSON.stringify(asked)]);
  return html`<div class="title">
      <h1>Lifecycle</h1>
      <p>Who is new, who goes on, who comes back, and who stays away</p>
    </div>
    <div class="controls">
      <${EventsPicker}
        label="Active by"
        value=${events}
        most=${20}
        onChange=${(event) => change({ event })}
      />
      <${Select}
        label="Every"
        value=${asked.every}
        options=${EVERY}
        onChange=${(every) => change({ every })}
      />
      <${Range} args=${args} onChange=${change} />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <${Whom} args=${args} change=${change} event=${events[0]} />
    <${Loaded} state=${state}
      >${(rows) => html`<${Shown} rows=${rows} asked=${asked} session=${session} />`}<//
    >`;
}

function Shown({ rows, asked, session }) {
  const [times, series] = useMemo(
    () => [
      rows.map((row) => Date.parse(`${row.starts_on}T00:00:00Z`) / 1000),
      STATES.map(([name, label]) => ({ label, values: rows.map((row) => row[name]) })),
    ],
    [rows],
  );
  const csv = () =>
    download(
      fileName(session, "lifecycle"),
      toCsv(rows, ["starts_on", ...STATES.map(([name]) => name)]),
    );
  return html`<${Lines}
      times=${times}
      series=${series}
      dateOnly
      weeks=${asked.every === "week"}
      label=${`New, returning, resurrected and dormant by ${asked.every}`}
    />
    <p class="hint">
      Returning: active in the ${asked.every} before, too. Resurrected: active after a pause of a
      whole ${asked.every} or more. Dormant: active in the ${asked.every} before, and not in this
      one.
    </p>
    <${Table}
      caption="Lifecycle"
      rows=${rows}
      keyOf=${(row) => row.starts_on}
      columns=${[
        { name: "starts_on", label: "From" },
        ...STATES.map(([name, label]) => ({
          name,
          label,
          number: true,
          render: (row) => count(row[name]),
        })),
      ]}
    />
    <${Beneath} sql=${reportSql("lifecycle", asked)} csv=${csv} />`;
}
