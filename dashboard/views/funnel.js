// Funnel: how many clients go from step to step.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, span } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Empty, Loaded, Select } from "../components/basics.js";
import { EventsPicker, PropertyPicker, Range, Zone } from "../components/pickers.js";
import { Share } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const WITHIN = ["10 minutes", "1 hour", "1 day", "7 days", "14 days", "30 days", "90 days"];

export function FunnelView({ session, args }) {
  const steps = list(args.step);
  const [zone, { since, until }, change] = useReport("funnel", args);
  const asked = {
    steps,
    within: args.within ?? "7 days",
    since,
    until,
    by: args.by || undefined,
    time_zone: zone,
    ...whomOf(args),
  };
  const state = useLoad(
    (signal) => (steps.length > 1 ? call("funnel", asked, { signal }) : Promise.resolve(null)),
    [JSON.stringify(asked)],
  );
  return html`<div class="title">
      <h1>Funnel</h1>
      <p>How many clients go from step to step</p>
    </div>
    <div class="controls">
      <${EventsPicker}
        label="Steps"
        value=${steps}
        most=${20}
        ordered
        onChange=${(step) => change({ step })}
      />
      <${Select}
        label="Within"
        value=${asked.within}
        options=${[...new Set([...WITHIN, asked.within])]}
        onChange=${(within) => change({ within })}
      />
      <${Range} args=${args} onChange=${change} />
      <${PropertyPicker}
        event=${steps[0]}
        value=${args.by ?? ""}
        onPick=${(by) => change({ by })}
        hint="A property of the first step"
      />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <${Whom} args=${args} change=${change} event=${steps[0]} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty} title="Choose two steps or more"
              ><p>Each step is an event; other events may lie between them.</p><//
            >`
          : html`<${Shown} rows=${rows} asked=${asked} session=${session} />`}<//
    >`;
}

function Shown({ rows, asked, session }) {
  if (rows.length === 0)
    return html`<${Empty} title="No client had the first step in this time" />`;
  const columns = [
    ...(asked.by
      ? [
          {
            name: "value",
            label: asked.by,
            render: (row) =>
              row.step === 1 ? html`<${Said} text=${row.value ?? "(none)"} />` : "",
          },
        ]
      : []),
    { name: "step", label: "Step", number: true },
    {
      name: "event_name",
      label: "Event",
      render: (row) => html`<${Said} text=${row.event_name} />`,
    },
    {
      name: "clients",
      label: unitsLabel(asked),
      number: true,
      render: (row) => count(row.clients),
    },
    {
      name: "conversion",
      label: "Of the first step",
      render: (row) => html`<${Share} value=${row.conversion} />`,
    },
    {
      name: "step_conversion",
      label: "Of the step before",
      render: (row) => (row.step === 1 ? "–" : html`<${Share} value=${row.step_conversion} />`),
    },
    {
      name: "median_seconds",
      label: "Median time from the step before",
      number: true,
      render: (row) => span(row.median_seconds),
    },
    {
      name: "median_total_seconds",
      label: "From the first step",
      number: true,
      render: (row) => span(row.median_total_seconds),
    },
  ];
  const csv = () =>
    download(
      fileName(session, "funnel"),
      toCsv(rows, [
        ...(asked.by ? [["value", asked.by]] : []),
        "step",
        "event_name",
        "clients",
        "conversion",
        "step_conversion",
        "median_seconds",
        "median_total_seconds",
      ]),
    );
  return html`<${Table}
      caption="Funnel"
      columns=${columns}
      rows=${rows}
      rowClass=${(row) => (row.step === 1 && asked.by ? "first" : "")}
    />
    <${Beneath} sql=${reportSql("funnel", asked)} csv=${csv} />`;
}
