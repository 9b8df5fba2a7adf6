// What a metric has: a chart, a table of the groups, and all figures.
import { useMemo } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { download, toCsv } from "../lib/csv.js";
import { count, counted } from "../lib/format.js";
import { useAction, useLoad } from "../lib/load.js";
import { LINES, OF_NUMBERS, labelOf, pivot } from "../lib/metric.js";
import { addDays, bounds, today } from "../lib/range.js";
import { fileName } from "../lib/report.js";
import { replaceArgs } from "../lib/route.js";
import { metricSql } from "../lib/sql.js";
import { Beneath, Empty, Failed, Loaded, Select } from "./basics.js";
import { Lines } from "./chart.js";
import { Range } from "./pickers.js";
import { Said } from "./said.js";
import { Table } from "./table.js";

const GROUPS = 100; // rows of the table
const MOST = 1000; // groups of a file

export function Figures({ session, metric, args }) {
  const change = (changes) => replaceArgs("metrics", { ...args, ...changes });
  const measures = OF_NUMBERS.map(([name]) => name).filter((name) =>
    metric.measures.includes(name),
  );
  const measure = ["events", ...measures].includes(args.measure)
    ? args.measure
    : (measures[0] ?? "events");
  const every = ["day", "week", "month", ...(metric.every === "hour" ? ["hour"] : [])].includes(
    args.every,
  )
    ? args.every
    : "day";
  // all properties, none, or = and a property: it may have any name
  const one = metric.properties.indexOf(String(args.by ?? "").slice(1));
  const by = args.by === "none" ? [] : one >= 0 ? [metric.properties[one]] : metric.properties;
  const columns = by.map((name) => metric.column_names[metric.properties.indexOf(name)]);
  const found = bounds(args, "UTC");
  const span = { ...found, since: found.since ?? addDays(today("UTC"), -30) };
  const asked = { name: metric.name, ...span, by };
  const state = useLoad(
    async (signal) => {
      // one after the other: a tenant has few reads at once
      const lines = await call("metric", { ...asked, every, max_groups: LINES }, { signal });
      const all = { ...asked, every: "all", max_groups: GROUPS };
      const groups = await call("metric", all, { signal });
      return { lines, groups, by, columns, every, span };
    },
    [JSON.stringify([asked, every])],
  );
  const csv = async () => {
    const rows = await call("metric", { ...asked, every, max_groups: MOST });
    download(
      fileName(session, metric.name),
      toCsv(rows, [
        ...(every === "hour" ? ["day", "hour"] : ["day"]),
        ...(columns.length > 0 ? [...columns, "is_other"] : []),
        "events",
        ...(metric.number ? ["numbers"] : []),
        ...measures,
      ]),
    );
  };
  return html`<div class="controls">
      ${
        measures.length > 0 &&
        html`<${Select}
          label="Show"
          value=${measure}
          options=${[
            ...measures.map((name) => [name, `${labelOf(name)} of ${metric.number}`]),
            ["events", "Events"],
          ]}
          onChange=${(picked) => change({ measure: picked })}
        />`
      }
      <${Select}
        label="Every"
        value=${every}
        options=${[
          ...(metric.every === "hour" ? [["hour", "Hour"]] : []),
          ["day", "Day"],
          ["week", "Week"],
          ["month", "Month"],
        ]}
        onChange=${(picked) => change({ every: picked })}
      />
      <${Range} args=${args} onChange=${change} />
      ${
        metric.properties.length > 0 &&
        html`<${Select}
          label="Broken down by"
          value=${args.by === "none" ? "none" : one >= 0 ? `=${metric.properties[one]}` : ""}
          options=${[
            ["", metric.properties.join(", ")],
            ...(metric.properties.length > 1
              ? metric.properties.map((name) => [`=${name}`, name])
              : []),
            ["none", "nothing"],
          ]}
          onChange=${(picked) => change({ by: picked })}
        />`
      }
    </div>
    <${Loaded} state=${state}
      >${(data) =>
        data.groups.length === 0
          ? html`<${Empty} title="No events in this time" />`
          : html`<${Shown} metric=${metric} measure=${measure} ...${data} />`}<//
    >
    <${Csv} sql=${metricSql(metric, { columns, every, ...span })} csv=${csv} />`;
}

/** The file has more groups than are shown, so it is asked for. */
function Csv({ sql, csv }) {
  const [load, { error }] = useAction(csv);
  return html`<${Failed} error=${error} /> <${Beneath} sql=${sql} csv=${load} />`;
}

function Shown({ metric, measure, lines, groups, by, columns, every, span }) {
  const { times, starts, series } = useMemo(
    () => pivot({ metric, measure, lines, groups, columns, every, span }),
    [lines, groups, measure],
  );
  const number = (name, label) => ({
    name,
    label,
    number: true,
    render: (row) => count(row[name]),
  });
  const what = measure === "events" ? "Events" : `${labelOf(measure)} of ${metric.number}`;
  return html`<${Lines}
      times=${times}
      series=${series}
      dateOnly=${every !== "hour"}
      weeks=${every === "week"}
      parts=${measure !== "events"}
      label=${`${what} by ${every}, from ${starts[0]} on: ${series
        .map((line) => `${line.label} ${count(line.total)}`)
        .join(", ")}`}
    />
    <p class="hint">
      Days are those of UTC. ${!span.until && `The last ${every} is not over yet.`}
    </p>
    <${Table}
      caption="Groups"
      rows=${groups}
      columns=${[
        ...columns.map((column, at) => ({
          name: column,
          label: html`<${Said} text=${by[at]} />`,
          render: (row) =>
            row.is_other
              ? at === 0 && html`<span class="muted">all others</span>`
              : row[column] === null
                ? html`<span class="muted">(none)</span>`
                : html`<${Said} text=${row[column]} />`,
        })),
        number("events", "Events"),
        ...(metric.number ? [number("numbers", "With a number")] : []),
        ...OF_NUMBERS.filter(([name]) => metric.measures.includes(name)).map(([name, label]) =>
          number(name, label),
        ),
      ]}
    />
    ${
      groups.some((row) => row.is_other) &&
      html`<p class="hint">
        All others are the groups with fewer events than the first ${count(GROUPS)}, and those that
        the metric itself keeps together: it has ${counted(metric.max_groups, "group")} of
        ${metric.every === "hour" ? "an hour" : "a day"}.
      </p>`
    }
    ${
      starts.length <= 1000 &&
      html`<details>
        <summary>All figures</summary>
        <${Table}
          caption="All figures"
          rows=${starts.map((start, at) => ({ start, at }))}
          columns=${[
            { name: "start", label: every === "hour" ? "Hour" : "From" },
            ...series.map((line) => ({
              name: line.key,
              label: html`<${Said} text=${line.label} />`,
              number: true,
              render: (row) => count(line.values[row.at]),
            })),
          ]}
        />
      </details>`
    }`;
}
