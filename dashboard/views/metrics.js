// Metrics: what is counted beforehand, and which trends would profit from one. A key of the scope
// manage makes and drops them.
import { useMemo, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { forgetAsked, metricFor, readAsked, wouldProfit } from "../lib/asked.js";
import { address, replaceArgs } from "../lib/route.js";
import { useAction, useLoad, useTimer } from "../lib/load.js";
import { inWords } from "../lib/filter.js";
import { addDays, bounds, today } from "../lib/range.js";
import { fileName } from "../lib/report.js";
import { metricSql } from "../lib/sql.js";
import { download, toCsv } from "../lib/csv.js";
import { count, counted } from "../lib/format.js";
import {
  Beneath,
  Confirm,
  Dialog,
  Empty,
  Failed,
  Field,
  Loaded,
  Select,
  Time,
} from "../components/basics.js";
import { Lines } from "../components/chart.js";
import { EventPicker, PropertiesPicker, PropertyPicker, Range } from "../components/pickers.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Filters } from "../components/whom.js";

const OF_NUMBERS = [
  ["sum", "Sum"],
  ["avg", "Average"],
  ["min", "Lowest"],
  ["max", "Highest"],
];
const labelOf = (measure) => OF_NUMBERS.find(([name]) => name === measure)?.[1] ?? "Events";
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
      html`<${Make} start=${open.make} onDone=${changed} onClose=${() => setOpen(null)} />`
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

/** Trends that this browser has asked often and waited for, and that a metric would answer. */
function Profit({ session, metrics, onMake }) {
  const [, redraw] = useState(0);
  const found = wouldProfit(session.tenant, metrics);
  const isKept = readAsked(session.tenant).length > 0;
  return html`<h2>What would profit from a metric</h2>
    <p class="muted">
      This browser remembers the last 50 trends that were asked in it, and how long they took; no
      other one knows them. Here stand those that were asked at least 3 times, took over 0.3
      seconds, and have no metric. A metric has days of UTC, and counts events or numbers, not
      clients.
    </p>
    ${
      found.length === 0
        ? html`<p>No trend of this browser would profit from one.</p>`
        : html`<${Table}
            caption="What would profit"
            rows=${found}
            keyOf=${(row) => JSON.stringify(row.question)}
            columns=${[
              {
                name: "question",
                label: "Trend",
                className: "wide",
                render: ({ question }) => html`<${Question} question=${question} />`,
              },
              {
                name: "count",
                label: "Asked",
                number: true,
                render: (row) => `${row.count} times`,
              },
              {
                name: "median",
                label: "Took",
                number: true,
                render: (row) => `${count(row.median / 1000)} s`,
              },
              ...(onMake
                ? [
                    {
                      name: "make",
                      label: "Make",
                      render: ({ question }) =>
                        html`<button
                          type="button"
                          class="small"
                          aria-label=${`Make a metric of ${said(question)}`}
                          onClick=${() => onMake(metricFor(question))}
                        >
                          Make a metric
                        </button>`,
                    },
                  ]
                : []),
            ]}
          />`
    }
    ${
      isKept &&
      html`<p>
        <button
          type="button"
          class="small"
          onClick=${() => {
            forgetAsked(session.tenant);
            redraw((n) => n + 1);
          }}
        >
          Forget what was asked here
        </button>
      </p>`
    }`;
}

function Question({ question }) {
  const { event, measure, property, by, filter, hourly } = question;
  const link = address("trends", {
    event,
    measure,
    property,
    by,
    filter: filter && JSON.stringify(filter),
    every: hourly ? "hour" : "day",
    zone: "UTC",
  });
  return html`<a href=${link}><${Said} text=${said(question)} /></a> ${
      filter && html`<div class="hint">where <${Said} text=${inWords(filter)} /></div>`
    }`;
}

/** A question in words: sum of price in purchase, by country. */
function said({ event, measure, property, by, hourly }) {
  const what =
    measure === "events" ? `number of ${event}` : `${measure} of ${property} in ${event}`;
  return [what, by && `by ${by}`, hourly && "by hour"].filter(Boolean).join(", ");
}

function Make({ start, onDone, onClose }) {
  const [form, setForm] = useState({
    name: "",
    event: "",
    number: "",
    measures: [],
    by: [],
    every: "day",
    description: "",
    ...start,
  });
  const put = (changes) => setForm((before) => ({ ...before, ...changes }));
  const [save, { busy, error }] = useAction(async () => {
    const definition = {
      event: form.event,
      measures: form.number ? form.measures : ["count"],
      by: form.by,
      every: form.every,
      aggregate: Boolean(form.aggregate),
      ...(form.number ? { number: form.number } : {}),
      ...(form.filter ? { filter: form.filter } : {}),
      ...(form.description ? { description: form.description } : {}),
    };
    await call("create_metric", { name: form.name, definition }, { once: true });
    onDone();
  });
  return html`<${Dialog}
    title="New metric"
    onClose=${onClose}
    unsaved=${Boolean(form.name || form.event)}
  >
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        save();
      }}
    >
      <${Field} label="Name" hint="That of its view: small letters, digits and _" wide
        >${(id) =>
          html`<input
            id=${id}
            required
            maxlength="63"
            autocomplete="off"
            spellcheck=${false}
            value=${form.name}
            onInput=${(e) => put({ name: e.target.value })}
          />`}<//
      >
      <${EventPicker}
        value=${form.event}
        onPick=${(event) => put({ event, number: "", measures: [], by: [], filter: undefined })}
      />
      <${PropertyPicker}
        label="Number"
        event=${form.event}
        value=${form.number}
        hint="A property whose numbers are measured; events are counted always"
        onPick=${(number) =>
          put({ number, measures: number && form.measures.length === 0 ? ["sum"] : form.measures })}
      />
      ${
        form.number &&
        html`<fieldset class="filters">
          <legend>Of its numbers</legend>
          <p class="buttons">
            ${OF_NUMBERS.map(
              ([name, label]) =>
                html`<label class="check"
                  ><input
                    type="checkbox"
                    checked=${form.measures.includes(name)}
                    onChange=${(e) =>
                      put({
                        measures: e.target.checked
                          ? [...form.measures, name]
                          : form.measures.filter((one) => one !== name),
                      })}
                  />${label}</label
                >`,
            )}
          </p>
        </fieldset>`
      }
      <${PropertiesPicker}
        label="By, at most 4"
        event=${form.event}
        most=${4}
        value=${form.by}
        onChange=${(by) => put({ by })}
      />
      <${Select}
        label="Every"
        value=${form.every}
        options=${[
          ["day", "Day"],
          ["hour", "Hour"],
        ]}
        hint="Days are those of UTC; weeks and months are sums of days"
        onChange=${(every) => put({ every })}
      />
      ${
        form.event &&
        html`<${Filters}
          key=${form.event}
          legend="Only events where"
          event=${form.event}
          filter=${form.filter}
          onChange=${(filter) => put({ filter })}
        />`
      }
      <${Field} label="Description" wide
        >${(id) =>
          html`<input
            id=${id}
            maxlength="1000"
            value=${form.description}
            onInput=${(e) => put({ description: e.target.value })}
          />`}<//
      >
      <p>
        <label class="check"
          ><input
            type="checkbox"
            checked=${Boolean(form.aggregate)}
            onChange=${(e) => put({ aggregate: e.target.checked })}
          />Readers with the scope aggregate may read it</label
        >
      </p>
      ${
        form.aggregate &&
        html`<div class="notice warn">
          <p>
            They see no event and no client, but the values of the properties that it groups by. Do
            not group by an email address.
          </p>
        </div>`
      }
      <p class="hint">The next round of maintenance counts the days that are over.</p>
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button
          type="submit"
          class="main"
          disabled=${busy || !form.event || (form.number !== "" && form.measures.length === 0)}
        >
          Make it
        </button>
      </footer>
    </form>
  <//>`;
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

const LINES = 7; // with the others there are as many lines as colours
const GROUPS = 100; // rows of the table
const MOST = 1000; // groups of a file

function Figures({ session, metric, args }) {
  const change = (changes) => replaceArgs("metrics", { ...args, ...changes });
  const measures = ["sum", "avg", "min", "max"].filter((name) => metric.measures.includes(name));
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

/** The beginnings of all periods of a time, as days or as hours of UTC. */
function periods(every, { since, until }) {
  const last = until ? addDays(until, -1) : today("UTC");
  const starts = [];
  let day = since;
  if (every === "week") day = addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (every === "month") day = `${day.slice(0, 8)}01`;
  while (day <= last && starts.length < 10000) {
    if (every === "hour")
      for (let hour = 0; hour < 24; hour++)
        starts.push(`${day} ${String(hour).padStart(2, "0")}:00`);
    else starts.push(day);
    day = every === "week" ? addDays(day, 7) : every === "month" ? nextMonth(day) : addDays(day, 1);
  }
  return starts;
}

const nextMonth = (day) => `${addDays(day, 31).slice(0, 8)}01`;

/** Rows of a metric become one line for each group, in the order of the table. */
function pivot({ metric, measure, lines, groups, columns, every, span }) {
  const starts = periods(every, span);
  const place = new Map(starts.map((start, at) => [start, at]));
  // a period without events has no row
  const empty = ["events", "sum"].includes(measure) ? 0 : null;
  const keyOf = (row) => JSON.stringify(row.is_other ? null : columns.map((name) => row[name]));
  const found = new Map();
  for (const row of lines) {
    const key = keyOf(row);
    if (!found.has(key)) {
      const label =
        columns.length === 0
          ? metric.name
          : row.is_other
            ? "all others"
            : columns.map((name) => cut(row[name] ?? "(none)")).join(", ");
      found.set(key, {
        key,
        label,
        isOther: row.is_other === true,
        values: starts.map(() => empty),
      });
    }
    const start = every === "hour" ? hourOf(row.hour) : row.day;
    // digits beyond those of JavaScript's numbers are not drawn
    if (place.has(start) && row[measure] !== null)
      found.get(key).values[place.get(start)] = Number(row[measure]);
  }
  const order = new Map(groups.map((row, at) => [keyOf(row), at]));
  const series = [...found.values()].sort(
    (a, b) => (order.get(a.key) ?? Infinity) - (order.get(b.key) ?? Infinity),
  );
  const totals = new Map(groups.map((row) => [keyOf(row), row[measure]]));
  series.forEach((line, at) => {
    // the table has more groups of their own, and fewer others
    line.total = line.isOther ? null : totals.get(line.key);
    line.colour = line.isOther ? LINES : at;
  });
  return { starts, series, times: starts.map((start) => Date.parse(secondsOf(start)) / 1000) };
}

const hourOf = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");
const secondsOf = (start) => `${start.replace(" ", "T")}${start.length === 10 ? "T00:00" : ""}:00Z`;
const cut = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
