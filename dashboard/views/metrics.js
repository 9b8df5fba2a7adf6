// Metrics: what is counted beforehand, and which trends would profit from one. A key of the scope
// manage makes and drops them.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address } from "../lib/route.js";
import { useAction, useLoad, useTimer } from "../lib/load.js";
import { inWords } from "../lib/filter.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { count, counted } from "../lib/format.js";
import { OF_NUMBERS } from "../lib/metric.js";
import { Beneath, Confirm, Empty, Loaded, Time } from "../components/basics.js";
import { MakeMetric } from "../components/make_metric.js";
import { Figures } from "../components/metric_figures.js";
import { Profit } from "../components/metric_profit.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";

const WAIT = 10000; // milliseconds: how often a metric that is being counted is looked at

export function Metrics({ session, args }) {
  const state = useLoad((signal) => call("metrics", {}, { signal }), []);
  useTimer(
    state.reload,
    WAIT,
    (state.data ?? []).some((row) => !row.is_counted),
  );
  if (args.metric)
    return html`<${OneMetric}
      key=${args.metric}
      session=${session}
      args=${args}
      name=${String(args.metric)}
      state=${state}
    />`;
  return html`<${All} session=${session} state=${state} />`;
}

function All({ session, state }) {
  const [open, setOpen] = useState(null); // {make: the beginning of a form} or {drop: a name}
  const mayWrite = session.scope === "manage";
  const changed = () => {
    setOpen(null);
    state.reload();
  };
  const make = (form) => setOpen({ make: form });
  return html`<div class="title">
      <h1>Metrics</h1>
      <p>Figures that are counted beforehand, right to the last event</p>
    </div>
    ${
      mayWrite &&
      html`<p>
        <button type="button" class="main" onClick=${() => make({})}>New metric</button>
      </p>`
    }
    <${Loaded} state=${state}
      >${(rows) =>
        html`${
            rows.length === 0
              ? html`<${Empty} title="No metric yet"
                  ><p>
                    A metric is a question that is asked often, such as revenue by product. Its days
                    that are over are counted beforehand, so that a dashboard can ask it every
                    minute. It is a view for SQL and BI tools, and Trends reads it by itself.
                  </p>
                  <p>
                    ${
                      mayWrite
                        ? "Make one from an event, a number in it, and the properties to group by."
                        : "A key of the scope manage makes one, and so does hardal-admin metric create."
                    }
                  </p><//
                >`
              : html`<${List}
                  session=${session}
                  rows=${rows}
                  onDrop=${mayWrite && ((name) => setOpen({ drop: name }))}
                />`
          } <${Profit} session=${session} metrics=${rows} onMake=${mayWrite && make} />`}<//
    >
    ${
      open?.make &&
      html`<${MakeMetric} start=${open.make} onDone=${changed} onClose=${() => setOpen(null)} />`
    }
    ${
      open?.drop &&
      html`<${Drop} name=${open.drop} onDone=${changed} onClose=${() => setOpen(null)} />`
    }`;
}

function List({ session, rows, onDrop }) {
  const columns = [
    {
      name: "name",
      label: "Metric",
      render: (row) =>
        html`<a href=${address("metrics", { metric: row.name })}>${row.name}</a> ${
            row.is_aggregate &&
            html`<span class="badge" title="Keys of the scope aggregate may read it"
              >aggregate</span
            >`
          }
          ${row.description && html`<div class="hint"><${Said} text=${row.description} /></div>`}`,
    },
    {
      name: "event_name",
      label: "Event",
      render: (row) => html`<${Said} text=${row.event_name} />`,
    },
    { name: "measures", label: "Counts", render: (row) => html`<${Measures} metric=${row} />` },
    {
      name: "properties",
      label: "By",
      render: (row) =>
        html`<${Listed} names=${row.properties} /> ${row.every === "hour" && "and by hour"}
          ${
            row.has_others &&
            html`<div class="hint">
              Groups beyond ${count(row.max_groups)} of
              ${row.every === "hour" ? "an hour" : "a day"} are one row
            </div>`
          }`,
    },
    {
      name: "filter",
      label: "Only where",
      render: (row) =>
        row.filter
          ? html`<${Said} text=${inWords(row.filter)} />`
          : html`<span class="muted">–</span>`,
    },
    { name: "is_counted", label: "State", render: (row) => html`<${State} metric=${row} />` },
    {
      name: "created_at",
      label: "Made",
      className: "roomy",
      render: (row) => html`<${Time} value=${row.created_at} relative />`,
    },
    ...(onDrop
      ? [
          {
            name: "drop",
            label: "Change",
            render: (row) =>
              html`<button
                type="button"
                class="small"
                aria-label=${`Drop ${row.name}`}
                onClick=${() => onDrop(row.name)}
              >
                Drop
              </button>`,
          },
        ]
      : []),
  ];
  const csv = () =>
    download(
      fileName(session, "metrics"),
      toCsv(rows, [
        "name",
        "event_name",
        "properties",
        "number",
        "measures",
        "filter",
        "every",
        "max_groups",
        "is_aggregate",
        "is_counted",
        "description",
      ]),
    );
  return html`<${Table}
      caption="Metrics"
      rows=${rows}
      keyOf=${(row) => row.name}
      columns=${columns}
    />
    ${
      rows.some((row) => !row.is_counted) &&
      html`<p class="hint">
        The next round of maintenance counts the days that are left, and makes the view.
      </p>`
    }
    <${Beneath} sql=${'select *\nfrom metrics\norder by name collate "C";'} csv=${csv} />`;
}

function Listed({ names }) {
  if (names.length === 0) return html`<span class="muted">all together</span>`;
  return names.map((name, at) => html`${at > 0 && ", "}<${Said} key=${name} text=${name} />`);
}

function Measures({ metric }) {
  const measures = OF_NUMBERS.filter(([name]) => metric.measures.includes(name));
  if (measures.length === 0) return "events";
  const words = measures.map(([, label]) => label.toLowerCase()).join(", ");
  return html`events, and ${words} of <${Said} text=${metric.number} />`;
}

function State({ metric }) {
  return metric.is_counted
    ? html`<span class="badge good">ready</span>`
    : html`<span class="badge">${counted(metric.days_left, "day")} left</span>`;
}

function Drop({ name, onDone, onClose }) {
  const [drop, { busy, error }] = useAction(async () => {
    await call("drop_metric", { name }, { once: true });
    onDone();
  });
  return html`<${Confirm}
    title=${`Drop ${name}?`}
    verb="Drop it"
    busy=${busy}
    error=${error}
    onYes=${drop}
    onClose=${onClose}
  >
    <p>
      Its view and its counts go. SQL and BI tools that read it fail from then on. No event is lost.
    </p><//
  >`;
}

function OneMetric({ session, args, name, state }) {
  return html`<div class="title">
      <h1>${name}</h1>
      <p><a href=${address("metrics")}>All metrics</a></p>
    </div>
    <${Loaded} state=${state}
      >${(rows) => {
        const metric = rows.find((row) => row.name === name);
        if (!metric) return html`<${Unknown} name=${name} />`;
        return html`<${About} metric=${metric} /> ${
            metric.is_counted
              ? html`<${Figures} session=${session} metric=${metric} args=${args} />`
              : html`<${Empty} title=${`${counted(metric.days_left, "day")} left to count`}
                  ><p>
                    The next round of maintenance counts them, and makes the view. This page looks
                    again by itself.
                  </p><//
                >`
          }`;
      }}<//
    >`;
}

/** The server knows the nearest name. */
function Unknown({ name }) {
  const state = useLoad((signal) => call("metric", { name }, { signal }), [name]);
  return html`<${Loaded} state=${state}>${() => null}<//>`;
}

function About({ metric }) {
  return html`${metric.description && html`<p><${Said} text=${metric.description} /></p>`}
    <dl class="facts">
      <dt>Event</dt>
      <dd><${Said} text=${metric.event_name} /></dd>
      <dt>Counts</dt>
      <dd><${Measures} metric=${metric} />, every ${metric.every}</dd>
      <dt>By</dt>
      <dd><${Listed} names=${metric.properties} /></dd>
      ${
        metric.filter &&
        html`<dt>Only where</dt>
          <dd><${Said} text=${inWords(metric.filter)} /></dd>`
      }
    </dl>`;
}
