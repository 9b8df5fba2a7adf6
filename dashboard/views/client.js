// Clients: find one, and see all of its events in order.
import { useEffect, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address } from "../lib/route.js";
import { useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { literal } from "../lib/sql.js";
import { counted } from "../lib/format.js";
import { Beneath, Empty, Failed, Loading } from "../components/basics.js";
import { EventRow } from "../components/event_row.js";
import { IdSearch } from "../components/id_search.js";
import { Said } from "../components/said.js";

const PAGE = 100;

export function Client({ session, args }) {
  return args.client
    ? html`<${OneClient} key=${args.client} session=${session} client=${args.client} />`
    : html`<${IdSearch}
        args=${args}
        view="clients"
        find="find_clients"
        id="client_id"
        opens="client"
        title="Clients"
        about="All events of one client, in order"
        label="Client id, or its beginning"
        which="client"
        hint="Type the beginning of a client_id: a user, a device, an account."
        columns=${[]}
      />`;
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
