// Trends: events, whom they are of, or numbers in them, of one to five names over time.
import { useMemo } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { remember } from "../lib/asked.js";
import { useLoad } from "../lib/load.js";
import { list } from "../lib/route.js";
import { addDays } from "../lib/range.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, percent } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Check, Empty, Loaded, Select } from "../components/basics.js";
import { EventsPicker, PropertyPicker, Range, Zone } from "../components/pickers.js";
import { Lines } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Whom } from "../components/whom.js";

const EVERY = [
  ["hour", "Hour"],
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const VALUES = 7; // of a property; with the others there are as many lines as colours
const OF_NUMBERS = [
  ["sum", "Sum of"],
  ["avg", "Average of"],
  ["min", "Lowest"],
  ["max", "Highest"],
  ["p50", "Median of"],
  ["p90", "90th percentile of"],
  ["p95", "95th percentile of"],
  ["p99", "99th percentile of"],
];
const isOfNumbers = (measure) => OF_NUMBERS.some(([name]) => name === measure);

export function Trends({ session, args }) {
  const events = list(args.event);
  const [zone, { since, until }, change] = useReport("trends", args);
  const mayBreak = session.scope !== "aggregate";
  // an older address says clients
  const measure = args.measure === "clients" ? "units" : (args.measure ?? "events");
  const whom = mayBreak ? whomOf(args) : {};
  const asked = {
    event_names: events,
    measure,
    by: mayBreak ? args.by || undefined : undefined,
    every: args.every ?? "day",
    since,
    until,
    compare: args.compare === "1" || undefined,
    time_zone: zone,
    property: isOfNumbers(measure) ? args.property || undefined : undefined,
    ...whom,
  };
  const isAsked = events.length > 0 && (!isOfNumbers(measure) || asked.property);
  if (asked.by) asked.max_values = VALUES;
  const state = useLoad(
    (signal) =>
      isAsked
        ? call("trend", asked, { signal, took: (time) => remember(session.tenant, asked, time) })
        : Promise.resolve(null),
    [JSON.stringify(asked)],
  );
  return html`<div class="title">
      <h1>Trends</h1>
      <p>Events, who had them, or numbers in them, over time</p>
    </div>
    <div class="controls">
      <${EventsPicker}
        label="Events"
        value=${events}
        most=${5}
        onChange=${(event) => change({ event })}
      />
      <${Select}
        label="Count"
        value=${asked.measure}
        options=${[
          ["events", "Events"],
          ["units", unitsLabel(whom)],
          ...(mayBreak ? OF_NUMBERS : []),
        ]}
        onChange=${(picked) => change({ measure: picked })}
      />
      ${
        isOfNumbers(measure) &&
        html`<${PropertyPicker}
          label="Number"
          event=${events[0]}
          value=${args.property ?? ""}
          onPick=${(property) => change({ property })}
        />`
      }
      <${Select}
        label="Every"
        value=${asked.every}
        options=${EVERY}
        onChange=${(every) => change({ every })}
      />
      <${Range} args=${args} onChange=${change} />
      ${
        mayBreak &&
        html`<${PropertyPicker}
          event=${events[0]}
          value=${args.by ?? ""}
          onPick=${(by) => change({ by })}
        />`
      }
      <${Zone} value=${zone} onChange=${(name) => change({ zone: name })} />
    </div>
    ${mayBreak && html`<${Whom} args=${args} change=${change} event=${events[0]} />`}
    <p>
      <${Check} value=${args.compare} onChange=${(compare) => change({ compare })}
        >Compare with the time before<//
      >
    </p>
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty}
              title=${
                events.length === 0
                  ? "Choose an event to see its trend"
                  : "Choose the property whose numbers count"
              }
              >${events.length === 0 && html`<p>Up to five can be compared.</p>`}<//
            >`
          : html`<${Shown}
              rows=${rows}
              asked=${asked}
              session=${session}
              compare=${args.compare === "1"}
            />`}<//
    >`;
}

function Shown({ rows, asked, session, compare }) {
  const { times, starts, lines } = useMemo(() => pivot(rows, asked, compare), [rows]);
  // periods of units and of averages do not add up
  const adds = ["events", "sum"].includes(asked.measure);
  const columns = [
    {
      name: "label",
      label: asked.by ?? "Event",
      render: (line) => html`<${Said} text=${line.label} />`,
    },
    ...(adds
      ? [{ name: "total", label: "Total", number: true, render: (line) => count(line.total) }]
      : []),
    ...(compare && adds
      ? [
          { name: "before", label: "Before", number: true, render: (line) => count(line.before) },
          {
            name: "change",
            label: "Change",
            number: true,
            render: (line) => (line.before ? signed(line.total / line.before - 1) : "–"),
          },
        ]
      : []),
    {
      name: "highest",
      label: "Highest",
      number: true,
      render: (line) => count(highest(line.values)),
    },
    { name: "last", label: "Latest", number: true, render: (line) => count(line.values.at(-1)) },
  ];
  const series = useMemo(
    () =>
      lines.flatMap((line, at) => [
        { label: cut(line.label), values: line.values, colour: line.colour ?? at },
        ...(compare
          ? [
              {
                label: `${cut(line.label)}, before`,
                values: line.previous,
                colour: line.colour ?? at,
                dashed: true,
              },
            ]
          : []),
      ]),
    [lines],
  );
  if (lines.length === 0) return html`<${Empty} title="No events in this time" />`;
  const csv = () =>
    download(
      fileName(session, "trends"),
      toCsv(rows, [
        "starts_at",
        "event_name",
        ...(asked.by ? ["value", "is_other"] : []),
        ...(isOfNumbers(asked.measure)
          ? ["count", ["measured", asked.measure], ...(compare ? ["measured_before"] : [])]
          : [["count", asked.measure], ...(compare ? ["previous"] : [])]),
      ]),
    );
  return html`<${Lines}
      times=${times}
      series=${series}
      dateOnly=${asked.every !== "hour"}
      weeks=${asked.every === "week"}
      parts=${isOfNumbers(asked.measure)}
      label=${`${asked.measure} ${asked.property ?? ""} by ${asked.every}, from ${starts[0]} on: ${said(lines)}`}
    />
    <p class="hint">${spanOf(asked)}</p>
    <${Table} caption="Totals" columns=${columns} rows=${lines} keyOf=${(line) => line.key} />
    <details>
      <summary>All figures</summary>
      <${Table}
        caption="All figures"
        rows=${starts.map((start, at) => ({ start, at }))}
        columns=${[
          { name: "start", label: asked.every === "hour" ? "Hour" : "From" },
          ...lines.map((line) => ({
            name: line.key,
            label: html`<${Said} text=${line.label} />`,
            number: true,
            render: (row) => count(line.values[row.at]),
          })),
        ]}
      />
    </details>
    <${Beneath} sql=${reportSql("trend", asked)} csv=${csv} />`;
}

/** The first period and the last one may not be whole, which a fall at an end may come from. */
function spanOf({ since, until, every }) {
  if (until) return `Counted from ${since ?? "30 days ago"} to ${addDays(until, -1)}.`;
  return `Counted from ${since} on. The last ${every} is not over yet.`;
}

const highest = (values) => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
};
const signed = (share) => `${share > 0 ? "+" : ""}${percent(share)}`;
const said = (lines) => lines.map((line) => `${cut(line.label)} ${count(line.total)}`).join(", ");
const cut = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

const numberOf = (value) => (value === null || value === undefined ? null : Number(value));

/** Rows of the report become one line for each event and value. */
function pivot(rows, asked, compare) {
  const starts = [...new Set(rows.map((row) => row.starts_at))].sort();
  const place = new Map(starts.map((start, at) => [start, at]));
  const lines = new Map();
  for (const row of rows) {
    const key = JSON.stringify([row.event_name, row.value, row.is_other]);
    if (!lines.has(key)) {
      const value = row.is_other ? "others" : (row.value ?? "(none)");
      lines.set(key, {
        key,
        total: 0,
        before: 0,
        colour: row.is_other ? VALUES : undefined,
        label: !asked.by
          ? row.event_name
          : asked.event_names.length > 1
            ? `${row.event_name}: ${value}`
            : value,
        values: starts.map(() => 0),
        previous: starts.map(() => 0),
      });
    }
    const line = lines.get(key);
    // digits beyond those of JavaScript's numbers are not drawn
    line.values[place.get(row.starts_at)] = numberOf(row.measured);
    line.total += numberOf(row.measured) ?? 0;
    if (compare) {
      line.previous[place.get(row.starts_at)] = numberOf(row.measured_before);
      line.before += numberOf(row.measured_before) ?? 0;
    }
  }
  // the times are local to the zone that was asked for, so the chart draws them as if they were UTC
  const times = starts.map((start) => Date.parse(`${start}Z`) / 1000);
  return {
    times,
    starts: starts.map((start) =>
      start.replace("T", " ").slice(0, asked.every === "hour" ? 16 : 10),
    ),
    lines: [...lines.values()],
  };
}
