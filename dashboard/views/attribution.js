// Attribution: which touch before a conversion it is counted for.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count } from "../lib/format.js";
import { whomOf } from "../lib/whom.js";
import { Beneath, Empty, Loaded, Select } from "../components/basics.js";
import { EventPicker, EventsPicker, PropertyPicker, Range, Zone } from "../components/pickers.js";
import { Share } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const MODELS = [
  ["first", "The first touch"],
  ["last", "The last touch"],
  ["linear", "All touches alike"],
];
const WITHIN = ["1 day", "7 days", "30 days", "90 days"];

export function AttributionView({ session, args }) {
  const touches = list(args.touch);
  const [zone, { since, until }, change] = useReport("attribution", args);
  const asked = {
    conversion_event: args.conversion || undefined,
    touch_events: touches.length > 0 ? touches : undefined,
    property: args.property || undefined,
    model: args.model ?? "last",
    within: args.within ?? "30 days",
    since,
    until,
    time_zone: zone,
    value_property: args.amount || undefined,
    ...whomOf(args),
  };
  const isAsked = asked.conversion_event && asked.property;
  const state = useLoad(
    (signal) => (isAsked ? call("attribution", asked, { signal }) : Promise.resolve(null)),
    [JSON.stringify(asked)],
  );
  return html`<div class="title">
      <h1>Attribution</h1>
      <p>Which touch a conversion is counted for</p>
    </div>
    <div class="controls">
      <${EventPicker}
        label="Conversion"
        value=${args.conversion ?? ""}
        onPick=${(conversion) => change({ conversion })}
      />
      <${EventsPicker}
        label="Touches"
        value=${touches}
        most=${20}
        onChange=${(touch) => change({ touch })}
      />
      <${PropertyPicker}
        label="Property of the touch"
        event=${touches[0] ?? args.conversion}
        value=${args.property ?? ""}
        onPick=${(property) => change({ property })}
        hint="Such as utm.source"
      />
      <${Select}
        label="Counted for"
        value=${asked.model}
        options=${MODELS}
        onChange=${(model) => change({ model })}
      />
      <${Select}
        label="Touches within"
        value=${asked.within}
        options=${[...new Set([...WITHIN, asked.within])]}
        onChange=${(within) => change({ within })}
      />
      <${PropertyPicker}
        label="Amount"
        event=${args.conversion}
        value=${args.amount ?? ""}
        onPick=${(amount) => change({ amount })}
        hint="A number of the conversion to add up"
      />
      <${Range} args=${args} onChange=${change} />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <${Whom} args=${args} change=${change} event=${args.conversion} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty} title="Choose a conversion and the property of its touches" />`
          : rows.length === 0
            ? html`<${Empty} title="No conversion in this time" />`
            : html`<${Shown} rows=${rows} asked=${asked} session=${session} />`}<//
    >`;
}

function Shown({ rows, asked, session }) {
  const columns = [
    {
      name: "value",
      label: asked.property,
      render: (row) =>
        row.value === null
          ? html`<span class="muted">${row.is_other ? "others" : "no touch"}</span>`
          : html`<${Said} text=${row.value} />`,
    },
    {
      name: "conversions",
      label: "Conversions",
      number: true,
      render: (row) => count(row.conversions),
    },
    ...(asked.value_property
      ? [
          {
            name: "amount",
            label: asked.value_property,
            number: true,
            render: (row) => count(row.amount),
          },
        ]
      : []),
    { name: "share", label: "Share", render: (row) => html`<${Share} value=${row.share} />` },
  ];
  const csv = () =>
    download(
      fileName(session, "attribution"),
      toCsv(rows, [
        ["value", asked.property],
        "is_other",
        "conversions",
        ...(asked.value_property ? ["amount"] : []),
        "share",
      ]),
    );
  return html`<${Table} caption="Attribution" rows=${rows} columns=${columns} />
    <${Beneath} sql=${reportSql("attribution", asked)} csv=${csv} />`;
}
