// Stickiness: on how many days of a week or a month people are active.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Empty, Loaded, Select } from "../components/basics.js";
import { EventsPicker, Range, Zone } from "../components/pickers.js";
import { Share } from "../components/chart.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const WITHIN = [
  ["week", "Days of a week"],
  ["month", "Days of a month"],
];

export function StickinessView({ session, args }) {
  const events = list(args.event);
  const [zone, { since, until }, change] = useReport("stickiness", args);
  const asked = {
    event_names: events.length > 0 ? events : undefined,
    within: args.within ?? "week",
    since,
    until,
    time_zone: zone,
    ...whomOf(args),
  };
  const state = useLoad((signal) => call("stickiness", asked, { signal }), [JSON.stringify(asked)]);
  const columns = [
    { name: "starts_on", label: "From" },
    { name: "days", label: "Active days", number: true },
    {
      name: "units",
      label: unitsLabel(asked),
      number: true,
      render: (row) => count(row.units),
    },
    { name: "share", label: "Share", render: (row) => html`<${Share} value=${row.share} />` },
    {
      name: "at_least",
      label: "On so many days or more",
      number: true,
      render: (row) => count(row.at_least),
    },
  ];
  return html`<div class="title">
      <h1>Stickiness</h1>
      <p>On how many days people are active</p>
    </div>
    <div class="controls">
      <${EventsPicker}
        label="Active by"
        value=${events}
        most=${20}
        onChange=${(event) => change({ event })}
      />
      <${Select}
        label="Count"
        value=${asked.within}
        options=${WITHIN}
        onChange=${(within) => change({ within })}
      />
      <${Range} args=${args} onChange=${change} />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <${Whom} args=${args} change=${change} event=${events[0]} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows.every((row) => row.units === 0)
          ? html`<${Empty} title="Nobody was active in this time" />`
          : html`<${Table}
                caption="Stickiness"
                rows=${rows.filter((row) => row.at_least > 0)}
                keyOf=${(row) => `${row.starts_on} ${row.days}`}
                columns=${columns}
              />
              <${Beneath}
                sql=${reportSql("stickiness", asked)}
                csv=${() =>
                  download(
                    fileName(session, "stickiness"),
                    toCsv(rows, ["starts_on", "days", "units", "share", "at_least"]),
                  )}
              />`}<//
    >`;
}
