// Catalogue: which events there are, and which properties they have.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address, replaceArgs } from "../lib/route.js";
import { useAction, useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { literal } from "../lib/sql.js";
import { count, counted, percent, zone } from "../lib/format.js";
import { Beneath, Dialog, Empty, Failed, Field, Loaded, Time } from "../components/basics.js";
import { Sparkline } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";

const PAGE = 100;
const MANY = 1000; // properties of one event; a day's count has 2,000 of a tenant
const TYPES = ["strings", "numbers", "booleans", "objects", "arrays", "nulls"];

export function Catalogue({ session, args }) {
  const state = useLoad(
    (signal) => call("event_overview", { days: 30, time_zone: zone }, { signal }),
    [],
  );
  const change = (changes) => replaceArgs("catalogue", { ...args, ...changes });
  if (args.event)
    return html`<${OneEvent}
      key=${args.event}
      session=${session}
      event=${args.event}
      overview=${state}
      args=${args}
      change=${change}
    />`;
  return html`<div class="title">
      <h1>Catalogue</h1>
      <p>Which events there are</p>
    </div>
    <${Loaded} state=${state}
      >${(rows) =>
        rows.length === 0
          ? html`<${Empty} title="No events yet"
              ><p><a href=${address("start")}>Send the first one</a></p><//
            >`
          : html`<${Names} rows=${rows} args=${args} change=${change} session=${session} />`}<//
    >`;
}

/**
 * A list that is searched and paged: `textOf(row)` is what is searched, and
 * `children(shown, found, more)` draws it, `more` below the table.
 */
function Searched({ rows, what, textOf, args, change, children }) {
  const [shown, setShown] = useState(PAGE);
  const wanted = (args.search ?? "").toLowerCase();
  const found = rows.filter((row) => textOf(row).toLowerCase().includes(wanted));
  const more =
    found.length > shown &&
    html`<button type="button" onClick=${() => setShown(shown + PAGE)}>
      Show ${count(Math.min(PAGE, found.length - shown))} more
    </button>`;
  return html`<div class="controls">
      <${Field} label="Search" wide
        >${(id) =>
          html`<input
            id=${id}
            type="search"
            value=${args.search ?? ""}
            onInput=${(e) => change({ search: e.target.value })}
          />`}<//
      >
      <p class="muted" role="status">${count(found.length)} of ${count(rows.length)} ${what}</p>
    </div>
    ${children(found.slice(0, shown), found, more)}`;
}

const textOfName = (row) => `${row.event_name} ${row.description ?? ""}`;
const textOfProperty = (row) => `${row.property} ${row.description ?? ""}`;

function Names({ rows, args, change, session }) {
  const sort = { name: args.sort ?? "events", down: args.up !== "1" };
  const sorted = [...rows].sort(
    (a, b) => (sort.down ? -1 : 1) * compare(a[sort.name], b[sort.name]),
  );
  const sortBy = (name) => change({ sort: name, up: sort.name === name && sort.down ? "1" : "" });
  const csv = (found) =>
    download(
      fileName(session, "catalogue"),
      toCsv(found, ["event_name", "events", "first_seen", "last_seen", "view_name", "description"]),
    );
  return html`<${Searched}
    rows=${sorted}
    what="event names"
    textOf=${textOfName}
    args=${args}
    change=${change}
    >${(shown, found, more) =>
      html`<${Table}
          caption="Event names"
          rows=${shown}
          keyOf=${(row) => row.event_name}
          sort=${sort}
          onSort=${sortBy}
          columns=${[
            {
              name: "event_name",
              label: "Event",
              sortable: true,
              render: (row) =>
                html`<a href=${address("catalogue", { event: row.event_name })}
                    ><${Said} text=${row.event_name}
                  /></a>
                  ${
                    row.description &&
                    html`<div class="hint"><${Said} text=${row.description} /></div>`
                  }`,
            },
            {
              name: "events",
              label: "Events",
              number: true,
              sortable: true,
              render: (row) => count(row.events),
            },
            {
              name: "daily",
              label: "Last 30 days",
              render: (row) =>
                html`<${Sparkline}
                  values=${row.daily}
                  label=${`${count(row.daily.reduce((a, b) => a + b, 0))} in 30 days`}
                />`,
            },
            {
              name: "first_seen",
              label: "First seen",
              sortable: true,
              render: (row) => html`<${Time} value=${row.first_seen} relative />`,
            },
            {
              name: "last_seen",
              label: "Last seen",
              sortable: true,
              render: (row) => html`<${Time} value=${row.last_seen} relative />`,
            },
            {
              name: "view_name",
              label: "View",
              render: (row) =>
                row.view_name
                  ? html`<code>${row.view_name}</code>`
                  : html`<span class="muted">none yet</span>`,
            },
          ]}
        />
        ${more}
        <${Beneath}
          csv=${() => csv(found)}
          sql=${`select *
from event_catalog
order by events desc, event_name collate "C";`}
        />`}<//
  >`;
}

const sqlOf = (event) => `select *
from property_catalog
where event_name = ${literal(event)}
order by events desc, property collate "C";`;

const propertyColumns = (session, edit) => [
  {
    name: "property",
    label: "Property",
    render: (one) =>
      html`<code><${Said} text=${one.property} /></code> ${
          one.description && html`<div class="hint"><${Said} text=${one.description} /></div>`
        }
        ${
          edit &&
          html` <button
            type="button"
            class="small"
            aria-label=${`Describe ${one.property}`}
            onClick=${() => edit(one.property, one.description)}
          >
            ${one.description ? "Edit" : "Describe"}
          </button>`
        }`,
  },
  {
    name: "share",
    label: "Of the events",
    number: true,
    render: (one) => percent(one.share),
  },
  {
    name: "types",
    label: "Types",
    render: (one) =>
      TYPES.filter((type) => one[type] > 0).map(
        (type) => html`<span class="badge" title=${`${count(one[type])} events`}>${type}</span> `,
      ),
  },
  {
    name: "column_names",
    label: "Column",
    render: (one) =>
      (one.column_names ?? []).map(
        (name, at) =>
          html`<div><code>${name}</code> <span class="muted">${one.column_types[at]}</span></div>`,
      ),
  },
  ...(session.scope === "aggregate"
    ? []
    : [
        {
          name: "examples",
          label: "Examples",
          render: (one) =>
            (one.examples ?? [])
              .slice(0, 3)
              .map((text) => html`<div class="example"><${Said} text=${text} /></div>`),
        },
      ]),
  {
    name: "last_seen",
    label: "Last seen",
    render: (one) => html`<${Time} value=${one.last_seen} relative />`,
  },
];

function OneEvent({ session, event, overview, args, change }) {
  const state = useLoad(
    (signal) => call("property_overview", { event_name: event }, { signal }),
    [event],
  );
  const row = overview.data?.find((one) => one.event_name === event);
  const [editing, setEditing] = useState(null);
  const mayWrite = session.can.describe;
  const edit = (property, text) => setEditing({ property, text });
  const written = () => {
    setEditing(null);
    overview.reload();
    state.reload();
  };
  const csv = (rows) =>
    download(
      fileName(session, "properties"),
      toCsv(rows, ["property", "events", "share", ...TYPES, "column_names", "description"]),
    );
  return html`<div class="title">
      <h1><${Said} text=${event} /></h1>
      <p><a href=${address("catalogue")}>All events</a></p>
    </div>
    ${
      row &&
      html`<p>
        ${counted(row.events, "event")}, the first <${Time} value=${row.first_seen} relative />, the
        last <${Time} value=${row.last_seen} relative />.
        ${row.view_name && html` View <code>${row.view_name}</code>.`}
      </p>`
    }
    <${Description}
      text=${row?.description}
      onEdit=${mayWrite && (() => setEditing({ text: row?.description }))}
    />
    <p class="buttons">
      <a href=${address("trends", { event })}>Trend</a>
      ${
        session.scope !== "aggregate" &&
        html`<a href=${address("paths", { start: event })}>Paths</a>
          <a href=${address("live", { event })}>Live</a>`
      }
    </p>
    <h2>Properties</h2>
    <${Loaded} state=${state}
      >${(rows) =>
        rows.length === 0
          ? html`<${Empty} title="Its events have no properties" />`
          : html`<${Searched}
              rows=${rows}
              what="properties"
              textOf=${textOfProperty}
              args=${args}
              change=${change}
              >${(shown, found, more) =>
                html`<${Table}
                    caption=${`Properties of ${event}`}
                    rows=${shown}
                    keyOf=${(one) => one.property}
                    columns=${propertyColumns(session, mayWrite && edit)}
                  />
                  ${more}
                  ${
                    rows.length >= MANY &&
                    html`<p class="hint">
                      The catalogue counts the 2,000 most frequent properties of each day. The
                      events have all of them.
                    </p>`
                  }
                  <${Beneath} csv=${() => csv(found)} sql=${sqlOf(event)} />`}<//
            >`}<//
    >
    ${
      editing &&
      html`<${Describe}
        event=${event}
        editing=${editing}
        onDone=${written}
        onClose=${() => setEditing(null)}
      />`
    }`;
}

function Description({ text, onEdit }) {
  return html`<p>
    ${
      text
        ? html`<${Said} class="description" text=${text} />`
        : html`<span class="muted">Nobody has described this event.</span>`
    }
    ${
      onEdit &&
      html` <button type="button" class="small" onClick=${onEdit}>
        ${text ? "Edit" : "Describe"}
      </button>`
    }
  </p>`;
}

function Describe({ event, editing, onDone, onClose }) {
  const [text, setText] = useState(editing.text ?? "");
  const [save, { busy, error }] = useAction(async () => {
    const { property } = editing;
    await call(
      property === undefined ? "describe_event" : "describe_property",
      { event_name: event, ...(property === undefined ? {} : { property }), description: text },
      { once: true },
    );
    onDone();
  });
  return html`<${Dialog}
    title=${`Describe ${editing.property ?? event}`}
    onClose=${onClose}
    unsaved=${text !== (editing.text ?? "")}
  >
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        save();
      }}
    >
      <${Field}
        label="Description"
        hint="The comment on the view or its column; BI tools show it. Empty removes it."
        wide
        >${(id) =>
          html` <textarea
            id=${id}
            rows="4"
            maxlength="1000"
            value=${text}
            onInput=${(e) => setText(e.target.value)}
          />`}<//
      >
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button type="submit" class="main" disabled=${busy}>Save</button>
      </footer>
    </form>
  <//>`;
}

function compare(a, b) {
  if (typeof a === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""));
}
