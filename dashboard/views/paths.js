// Paths: what clients do after an event.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Check, Empty, Loaded, Select } from "../components/basics.js";
import { EventPicker, EventsPicker, Range, Zone } from "../components/pickers.js";
import { Share } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const WITHIN = ["5 minutes", "30 minutes", "1 hour", "1 day", "7 days"];
const COLUMNS = ["path", "times", "clients", "share"];
const DIRECTIONS = [
  ["", "What follows"],
  ["before", "What came before"],
];
const DEPTHS = ["1", "2", "3", "4", "5", "6", "8", "10"];

export function PathsView({ session, args }) {
  const [zone, { since, until }, change] = useReport("paths", args);
  const leftOut = list(args.without);
  const isBefore = args.direction === "before";
  const asked = {
    start_event: args.start,
    since,
    until,
    within: args.within ?? "1 hour",
    depth: Number(args.depth ?? 4),
    max_rows: 50,
    time_zone: zone,
    direction: args.direction || undefined,
    end_event: args.direction === "before" ? undefined : args.end || undefined,
    leave_out: leftOut.length > 0 ? leftOut : undefined,
    collapse: args.collapse === "1" || undefined,
    ...whomOf(args),
  };
  const state = useLoad(
    (signal) => (args.start ? call("paths", asked, { signal }) : Promise.resolve(null)),
    [JSON.stringify(asked)],
  );
  return html`<div class="title">
      <h1>Paths</h1>
      <p>What people do after an event, or before it</p>
    </div>
    <div class="controls">
      <${EventPicker}
        label=${isBefore ? "Before" : "After"}
        value=${args.start ?? ""}
        onPick=${(start) => change({ start })}
      />
      <${Select}
        label="Direction"
        value=${isBefore ? "before" : ""}
        options=${DIRECTIONS}
        onChange=${(direction) => change({ direction })}
      />
      ${
        !isBefore &&
        html`<${EventPicker}
          label="Up to"
          value=${args.end ?? ""}
          placeholder="any event"
          onPick=${(end) => change({ end })}
        />`
      }
      <${Select}
        label=${isBefore ? "Events before" : "Next events"}
        value=${String(asked.depth)}
        options=${DEPTHS}
        onChange=${(depth) => change({ depth })}
      />
      <${Select}
        label="Within"
        value=${asked.within}
        options=${[...new Set([...WITHIN, asked.within])]}
        onChange=${(within) => change({ within })}
      />
      <${Range} args=${args} onChange=${change} />
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    <div class="controls">
      <${EventsPicker}
        label="Leave out"
        value=${leftOut}
        most=${20}
        onChange=${(without) => change({ without })}
      />
      <${Check} value=${args.collapse} onChange=${(collapse) => change({ collapse })}
        >The same event several times is one<//
      >
    </div>
    <${Whom} args=${args} change=${change} event=${args.start} />
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty} title="Choose the event that paths begin with" />`
          : rows.length === 0
            ? html`<${Empty} title="No such event in this time" />`
            : html`<${Table}
                  caption="Paths"
                  rows=${rows}
                  columns=${[
                    {
                      name: "path",
                      label: "Path",
                      render: (row) =>
                        html`<ol class="path">
                          ${row.steps.map((step) => html`<li><${Said} text=${step} /></li>`)}
                        </ol>`,
                    },
                    {
                      name: "times",
                      label: "Times",
                      number: true,
                      render: (row) => count(row.times),
                    },
                    {
                      name: "clients",
                      label: unitsLabel(asked),
                      number: true,
                      render: (row) => count(row.clients),
                    },
                    {
                      name: "share",
                      label: "Share",
                      render: (row) => html`<${Share} value=${row.share} />`,
                    },
                  ]}
                />
                ${
                  rows.length === 50 &&
                  html`<p class="hint">
                    The 50 most frequent paths. The SQL has max_rows for more.
                  </p>`
                }
                <${Beneath}
                  sql=${reportSql("paths", asked)}
                  csv=${() => download(fileName(session, "paths"), toCsv(rows, COLUMNS))}
                />`}<//
    >`;
}
