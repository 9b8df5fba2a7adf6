// Funnel: how many go from step to step, over time, how fast, and who.
import { useMemo } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { address, list } from "../lib/route.js";
import { useReport, fileName } from "../lib/report.js";
import { reportSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, span } from "../lib/format.js";
import { unitsLabel, whomOf } from "../lib/whom.js";
import { Beneath, Check, Empty, Loaded, Select, Time } from "../components/basics.js";
import { EventsPicker, PropertyPicker, Range, Zone } from "../components/pickers.js";
import { Lines, Share } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Filters, Whom } from "../components/whom.js";

const WITHIN = ["10 minutes", "1 hour", "1 day", "7 days", "14 days", "30 days", "90 days"];

const SHOWN = [
  ["", "Steps"],
  ["trend", "Over time"],
  ["times", "How fast"],
  ["units", "Who"],
];
const EVERY = [
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const OUTCOMES = [
  ["converted", "Reached it"],
  ["lost", "Lost before it"],
];
const ORDERINGS = [
  ["", "In order"],
  ["strict", "In order, nothing between"],
  ["any", "In any order"],
];
const UNITS = 500;

/** Returns the function of the API and its arguments, for what is shown. */
function questionOf(show, asked, args) {
  const { by, by_of, ...rest } = asked;
  if (show === "trend") return ["funnel_trend", { ...rest, every: args.every ?? "week" }];
  if (show === "times") return ["funnel_times", { ...rest, buckets: 20 }];
  if (show === "units") {
    const outcome = args.outcome === "lost" ? "lost" : "converted";
    const least = outcome === "lost" ? 2 : 1;
    const step = Math.min(
      Math.max(Number(args.at) || asked.steps.length, least),
      Math.max(asked.steps.length, least),
    );
    return ["funnel_units", { ...rest, by, by_of, step, outcome, max_rows: UNITS }];
  }
  return ["funnel", asked];
}

/** The filters of the steps from the address: an array of filters, or undefined. */
function readStepFilters(text, steps) {
  try {
    const found = JSON.parse(text || "null");
    if (Array.isArray(found) && found.some(Boolean)) return found.slice(0, steps);
  } catch {
    // no filters
  }
  return undefined;
}

export function FunnelView({ session, args }) {
  const steps = list(args.step);
  const [zone, { since, until }, change] = useReport("funnel", args);
  const excluded = list(args.exclude);
  const stepFilters = readStepFilters(args.filters, steps.length);
  const asked = {
    steps,
    within: args.within ?? "7 days",
    since,
    until,
    by: args.by || undefined,
    by_of: args.by && args.of ? args.of : undefined,
    time_zone: zone,
    ordering: args.ordering || undefined,
    step_filters: stepFilters,
    exclude:
      excluded.length > 0 && args.ordering !== "any"
        ? excluded.map((event) => ({ event }))
        : undefined,
    first_ever: args.first_ever === "1" || undefined,
    ...whomOf(args),
  };
  const show = SHOWN.some(([name]) => name === args.show) ? args.show : "";
  const [name, question] = questionOf(show, asked, args);
  const state = useLoad(
    (signal) => (steps.length > 1 ? call(name, question, { signal }) : Promise.resolve(null)),
    [name, JSON.stringify(question)],
  );
  return html`<div class="title">
      <h1>Funnel</h1>
      <p>How many go from step to step</p>
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
    <${Details}
      args=${args}
      change=${change}
      steps=${steps}
      excluded=${excluded}
      stepFilters=${stepFilters}
    />
    <${Whom} args=${args} change=${change} event=${steps[0]} legend="Filters of every step" />
    <div class="controls">
      <${Select}
        label="Show"
        value=${show}
        options=${SHOWN}
        onChange=${(picked) => change({ show: picked })}
      />
      ${
        show === "trend" &&
        html`<${Select}
          label="Every"
          value=${args.every ?? "week"}
          options=${EVERY}
          onChange=${(every) => change({ every })}
        />`
      }
      ${
        show === "units" &&
        html`<${Select}
            label="Step"
            value=${String(question.step)}
            options=${steps.map((step, at) => [String(at + 1), `${at + 1} ${step}`])}
            onChange=${(step) => change({ at: step })}
          />
          <${Select}
            label="Who"
            value=${question.outcome}
            options=${OUTCOMES}
            onChange=${(outcome) => change({ outcome })}
          />`
      }
    </div>
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty} title="Choose two steps or more"
              ><p>Each step is an event; other events may lie between them.</p><//
            >`
          : html`<${VIEW[show]} rows=${rows} asked=${question} session=${session} />`}<//
    >`;
}

/** What is asked for less often: the order, filters of steps, events that end a funnel. */
function Details({ args, change, steps, excluded, stepFilters }) {
  const told = [
    args.ordering && ORDERINGS.find(([name]) => name === args.ordering)?.[1].toLowerCase(),
    args.first_ever === "1" && "first ever",
    excluded.length > 0 && `without ${excluded.join(", ")}`,
    stepFilters && "filters of steps",
    args.by && args.of && "another step's property",
  ].filter(Boolean);
  const setFilter = (at, filter) => {
    const filters = steps.map((_, other) => (other === at ? filter : stepFilters?.[other]) ?? null);
    change({ filters: filters.some(Boolean) ? JSON.stringify(filters) : "" });
  };
  return html`<details class="whom" open=${told.length > 0}>
    <summary>
      Steps in detail
      <span class="muted">${told.length > 0 ? told.join(", ") : "order, filters, exclusions"}</span>
    </summary>
    <div class="controls">
      <${Select}
        label="Order"
        value=${args.ordering ?? ""}
        options=${ORDERINGS}
        onChange=${(ordering) => change({ ordering })}
      />
      ${
        args.by &&
        html`<${Select}
          label="Property of"
          value=${args.of ?? ""}
          options=${[
            ["", "The first step"],
            ...(args.ordering === "any"
              ? []
              : steps.slice(1).map((step, at) => [String(at + 2), `Step ${at + 2}`])),
            ["unit", "Whoever does it"],
          ]}
          onChange=${(of) => change({ of })}
        />`
      }
      ${
        args.ordering !== "any" &&
        html`<${EventsPicker}
          label="Must not happen in between"
          value=${excluded}
          most=${10}
          onChange=${(exclude) => change({ exclude })}
        />`
      }
      <${Check} value=${args.first_ever} onChange=${(first_ever) => change({ first_ever })}
        >Only who does the first step for the first time<//
      >
    </div>
    ${steps.map(
      (step, at) =>
        html`<${Filters}
          key=${`${at} ${step}`}
          legend=${`Filters of step ${at + 1}, ${step}`}
          filter=${stepFilters?.[at] ?? undefined}
          event=${step}
          onChange=${(filter) => setFilter(at, filter)}
        />`,
    )}
  </details>`;
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

function OverTime({ rows, asked, session }) {
  const last = asked.steps.length;
  const [times, series, periods] = useMemo(() => {
    const of = (step) => rows.filter((row) => row.step === step);
    return [
      of(1).map((row) => Date.parse(`${row.starts_at}Z`) / 1000),
      [
        {
          label: "Converted, %",
          values: of(last).map((row) => (row.conversion === null ? null : row.conversion * 100)),
        },
      ],
      of(1).map((row, at) => ({
        starts_at: row.starts_at.slice(0, 10),
        began: row.units,
        reached: of(last)[at].units,
        conversion: of(last)[at].conversion,
      })),
    ];
  }, [rows]);
  const csv = () =>
    download(
      fileName(session, "funnel-trend"),
      toCsv(rows, ["starts_at", "step", "event_name", "units", "conversion"]),
    );
  return html`<${Lines}
      times=${times}
      series=${series}
      dateOnly
      parts
      weeks=${asked.every === "week"}
      label=${`Conversion by ${asked.every}`}
    />
    <${Table}
      caption="Conversion over time"
      rows=${periods}
      keyOf=${(row) => row.starts_at}
      columns=${[
        { name: "starts_at", label: "Began from" },
        { name: "began", label: "Began", number: true, render: (row) => count(row.began) },
        {
          name: "reached",
          label: "Reached the last step",
          number: true,
          render: (row) => count(row.reached),
        },
        {
          name: "conversion",
          label: "Conversion",
          render: (row) => html`<${Share} value=${row.conversion} />`,
        },
      ]}
    />
    <${Beneath} sql=${reportSql("funnel_trend", asked)} csv=${csv} />`;
}

function Times({ rows, asked, session }) {
  if (rows.length === 0) return html`<${Empty} title="Nobody reached the last step" />`;
  const all = rows.reduce((sum, row) => sum + row.units, 0);
  const csv = () =>
    download(
      fileName(session, "funnel-times"),
      toCsv(rows, ["from_seconds", "to_seconds", "units"]),
    );
  return html`<${Table}
      caption="Time from the first step to the last one"
      rows=${rows}
      keyOf=${(row) => row.from_seconds}
      columns=${[
        { name: "from_seconds", label: "From", render: (row) => span(row.from_seconds) },
        { name: "to_seconds", label: "To", render: (row) => span(row.to_seconds) },
        {
          name: "units",
          label: unitsLabel(asked),
          number: true,
          render: (row) => count(row.units),
        },
        {
          name: "share",
          label: "Share",
          render: (row) => html`<${Share} value=${row.units / all} />`,
        },
      ]}
    />
    <${Beneath} sql=${reportSql("funnel_times", asked)} csv=${csv} />`;
}

function Who({ rows, asked, session }) {
  if (rows.length === 0) return html`<${Empty} title="Nobody" />`;
  const isClient = !asked.unit || asked.unit === "client";
  const csv = () =>
    download(
      fileName(session, "funnel-units"),
      toCsv(rows, [
        "unit_id",
        ...(asked.by ? [["value", asked.by]] : []),
        "step",
        "event_name",
        "started_at",
        "reached_at",
      ]),
    );
  return html`<${Table}
      caption="Who"
      rows=${rows}
      keyOf=${(row) => JSON.stringify([row.unit_id, row.value])}
      columns=${[
        {
          name: "unit_id",
          label: unitsLabel(asked),
          render: (row) =>
            isClient || asked.unit === "person"
              ? html`<a
                  href=${
                    isClient
                      ? address("clients", { client: row.unit_id })
                      : address("persons", { person: row.unit_id })
                  }
                  ><${Said} text=${row.unit_id}
                /></a>`
              : html`<${Said} text=${row.unit_id} />`,
        },
        ...(asked.by
          ? [
              {
                name: "value",
                label: asked.by,
                render: (row) => html`<${Said} text=${row.value ?? "(none)"} />`,
              },
            ]
          : []),
        {
          name: "event_name",
          label: "Last step reached",
          render: (row) => html`<${Said} text=${`${row.step} ${row.event_name}`} />`,
        },
        {
          name: "started_at",
          label: "Began",
          render: (row) => html`<${Time} value=${row.started_at} />`,
        },
        {
          name: "reached_at",
          label: "Reached it",
          render: (row) => html`<${Time} value=${row.reached_at} />`,
        },
      ]}
    />
    ${
      rows.length >= UNITS &&
      html`<p class="hint">The first ${count(UNITS)}. The SQL has max_rows for more.</p>`
    }
    <${Beneath} sql=${reportSql("funnel_units", asked)} csv=${csv} />`;
}

const VIEW = { "": Shown, trend: OverTime, times: Times, units: Who };
