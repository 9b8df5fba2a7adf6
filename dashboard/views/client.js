// Clients: find one, and see all of its events in order.
import { useEffect, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address, replaceArgs } from "../lib/route.js";
import { useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { literal } from "../lib/sql.js";
import { count, counted } from "../lib/format.js";
import { Beneath, Empty, Failed, Field, Loaded, Loading, Time } from "../components/basics.js";
import { EventRow } from "../components/event_row.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";

const PAGE = 100;

export function Client({ session, args }) {
  return args.client
    ? html`<${OneClient} key=${args.client} session=${session} client=${args.client} />`
    : html`<${Search} args=${args} />`;
}

function Search({ args }) {
  const [text, setText] = useState(args.search ?? "");
  const wanted = args.search ?? "";
  useEffect(() => {
    const timer = setTimeout(
      () => text !== wanted && replaceArgs("clients", { search: text }),
      300,
    );
    return () => clearTimeout(timer);
  }, [text]);
  const state = useLoad(
    (signal) =>
      wanted
        ? call("find_clients", { text: wanted, max_rows: 50 }, { signal })
        : Promise.resolve(null),
    [wanted],
  );
  return html`<div class="title">
      <h1>Clients</h1>
      <p>All events of one client, in order</p>
    </div>
    <div class="controls">
      <${Field} label="Client id, or its beginning" wide
        >${(id) =>
          html`<input
            id=${id}
            type="search"
            value=${text}
            maxlength="256"
            spellcheck=${false}
            autocomplete="off"
            onInput=${(e) => setText(e.target.value)}
          />`}<//
      >
    </div>
    <${Loaded} state=${state}
      >${(rows) =>
        rows === null
          ? html`<${Empty} title="Which client?"
              ><p>Type the beginning of a client_id: a user, a device, an account.</p><//
            >`
          : rows.length === 0
            ? html`<${Empty} title="No client id begins so"
                ><p>Large and small letters differ.</p><//
              >`
            : html`<${Table}
                caption="Clients"
                rows=${rows}
                keyOf=${(row) => row.client_id}
                columns=${[
                  {
                    name: "client_id",
                    label: "Client",
                    render: (row) =>
                      html`<a href=${address("clients", { client: row.client_id })}
                        ><${Said} text=${row.client_id}
                      /></a>`,
                  },
                  {
                    name: "events",
                    label: "Events",
                    number: true,
                    render: (row) => count(row.events),
                  },
                  {
                    name: "first_seen",
                    label: "First seen",
                    render: (row) => html`<${Time} value=${row.first_seen} relative />`,
                  },
                  {
                    name: "last_seen",
                    label: "Last seen",
                    render: (row) => html`<${Time} value=${row.last_seen} relative />`,
                  },
                ]}
              />`}<//
    >`;
}

function OneClient({ session, client }) {
  const [pages, setPages] = useState([]);
  const [after, setAfter] = useState(undefined);
  const state = useLoad(
    (signal) => call("events", { client_id: client, max_rows: PAGE, after }, { signal }),
    [client, after],
  );
  useEffect(() => {
    if (state.data && !state.loading)
      setPages((before) => (after === undefined ? [state.data] : [...before, state.data]));
  }, [state.data]);
  const rows = pages.flat().map((row) => ({ ...row, kind: "accepted" }));
  const more = pages.at(-1)?.length === PAGE;
  const csv = () =>
    download(
      fileName(session, "client"),
      toCsv(rows, [
        "created_at",
        "event_name",
        "id",
        "client_id",
        "hardal_server_request_id",
        "properties",
        "received_at",
      ]),
    );
  return html`<div class="title">
      <h1><${Said} text=${client} /></h1>
      <p><a href=${address("clients")}>Another client</a></p>
    </div>
    <${Failed} error=${state.error} retry=${state.reload} />
    ${
      pages.length === 0
        ? !state.error && html`<${Loading} />`
        : rows.length === 0
          ? html`<${Empty} title="This client has no event"
              ><p>Large and small letters differ.</p><//
            >`
          : html`<p class="muted" role="status">
                ${counted(rows.length, "event")}${more ? " so far" : ""}, the latest first, by the
                time when they happened
              </p>
              <${Days} rows=${rows} />
              ${
                more &&
                html`<button
                  type="button"
                  disabled=${state.loading}
                  onClick=${() => setAfter(rows.at(-1).id)}
                >
                  Older events
                </button>`
              }
              <${Beneath} csv=${csv} sql=${sqlOf(client)} />`
    }`;
}

const sqlOf = (client) => `select *
from events
where client_id = ${literal(client)}
order by created_at desc, id desc;`;

function Days({ rows }) {
  const days = new Map();
  for (const row of rows) {
    const day = new Date(row.created_at).toLocaleDateString(undefined, {
      weekday: "short",
      year: "numeric",
      month: "short",
      day: "numeric",
    });
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days].map(
    ([day, events]) =>
      html`<h2 key=${day}>${day}</h2>
        <ul class="events">
          ${events.map((row) => html`<${EventRow} key=${row.id} row=${row} ofClient />`)}
        </ul>`,
  );
}
