// Experiment: which variant does better, and whether that may be chance.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, percent } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Empty, Field, Loaded, Select } from "../components/basics.js";
import { EventPicker, PropertyPicker, Range, Zone } from "../components/pickers.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const METRICS = [
  ["conversion", "Who reaches the goal"],
  ["mean", "Mean of a number"],
];
const WITHIN = ["1 hour", "1 day", "7 days", "14 days", "30 days"];

export function ExperimentView({ session, args }) {
  const [zone, { since, until }, change] = useReport("experiment", args);
  const asked = {
    exposure_event: args.exposure || undefined,
    variant_property: args.variant || undefined,
    goal_event: args.goal || undefined,
    metric: args.metric ?? "conversion",
    value_property: args.metric === "mean" ? args.number || undefined : undefined,
    within: args.within ?? "14 days",
    control: args.control || undefined,
    since,
    until,
    time_zone: zone,
    ...whomOf(args),
  };
  const isAsked =
    asked.exposure_event &&
    asked.variant_property &&
    asked.goal_event &&
    (asked.metric !== "mean" || asked.value_property);
  const state = useLoad(
    (signal) => (isAsked ? call("experiment", asked, { signal }) : Promise.resolve(null)),
    [JSON.stringify(asked)],
  );
  return html`<div class="title">
      <h1>Experiment</h1>
      <p>Which variant does better, and whether that may be chance</p>
    </div>
    <div class="controls">
      <${EventPicker}
        label="Exposure"
        value=${args.exposure ?? ""}
        onPick=${(exposure) => change({ exposure })}
      />
      <${PropertyPicker}
        label="Variant"
        event=${args.exposure}
        value=${args.variant ?? ""}
        onPick=${(variant) => change({ variant })}
        hint="The property that says which"
      />
      <${EventPicker} label="Goal" value=${args.goal ?? ""} onPick=${(goal) => change({ goal })} />
      <${Select}
        label="Compare"
        value=${asked.metric}
        options=${METRICS}
        onChange=${(metric) => change({ metric })}
      />
      ${
        asked.metric === "mean" &&
        html`<${PropertyPicker}
          label="Number"
          event=${args.goal}
          value=${args.number ?? ""}
          onPick=${(number) => change({ number })}
        />`
      }
      <${Field} label="Control" hint="The variant that others are compared with"
        >${(id) =>
          html`<input
            id=${id}
            value=${args.control ?? ""}
            placeholder="the largest"
            maxlength="1024"
            onChange=${(e) => change({ control: e.target.value })}
          />`}<//
      >
      <${Select}
        label="Within"
        value=${asked.within}
        options=${[...new Set([...WITHIN, asked.within])]}
        onChange=${(within) => change({ within })}
      />
      <${Range} args=${args} onChange=${change} />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <${Whom} args=${args} change=${change} event=${args.exposure} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty}
              title="Choose the exposure, the property of its variant, and the goal"
            />`
          : rows.length === 0
            ? html`<${Empty} title="Nobody was exposed in this time" />`
            : html`<${Shown} rows=${rows} asked=${asked} session=${session} />`}<//
    >`;
}

function Shown({ rows, asked, session }) {
  const isRate = asked.metric === "conversion";
  const figure = (value) => (isRate ? percent(value, 2) : count(value));
  const between = (low, high, show) =>
    low === null || low === undefined ? "–" : `${show(low)} … ${show(high)}`;
  const signed = (share) =>
    share === null || share === undefined ? "–" : `${share > 0 ? "+" : ""}${percent(share, 2)}`;
  const columns = [
    {
      name: "variant",
      label: asked.variant_property,
      render: (row) =>
        row.is_mixed
          ? html`<span class="muted">several variants</span>`
          : html`<${Said} text=${row.variant} />${" "}
              ${row.is_control && html`<span class="badge">control</span>`}`,
    },
    { name: "units", label: unitsLabel(asked), number: true, render: (row) => count(row.units) },
    {
      name: "conversions",
      label: "Reached the goal",
      number: true,
      render: (row) => count(row.conversions),
    },
    {
      name: "rate",
      label: isRate ? "Rate" : "Mean",
      number: true,
      render: (row) => figure(row.rate),
    },
    {
      name: "low",
      label: "Lies between",
      number: true,
      render: (row) => between(row.low, row.high, figure),
    },
    {
      name: "lift",
      label: "Beside the control",
      number: true,
      render: (row) => signed(row.lift),
    },
    {
      name: "lift_low",
      label: "Lies between",
      number: true,
      render: (row) => between(row.lift_low, row.lift_high, signed),
    },
    {
      name: "p_value",
      label: "p-value",
      number: true,
      render: (row) =>
        row.p_value === null || row.p_value === undefined ? "–" : Number(row.p_value).toFixed(4),
    },
  ];
  const csv = () => download(fileName(session, "experiment"), toCsv(rows, Object.keys(rows[0])));
  return html`<${Table} caption="Experiment" rows=${rows} columns=${columns} />
    <${Beneath} sql=${reportSql("experiment", asked)} csv=${csv} />`;
}
