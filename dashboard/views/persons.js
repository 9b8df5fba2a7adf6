// Persons: find one by any of its client ids, and see its ids, links and traits.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address } from "../lib/route.js";
import { useLoad } from "../lib/load.js";
import { literal } from "../lib/sql.js";
import { count, counted } from "../lib/format.js";
import { Beneath, Empty, Loaded, Time } from "../components/basics.js";
import { IdSearch } from "../components/id_search.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { download, toCsv } from "../lib/csv.js";
import { fileName } from "../lib/report.js";

export function Persons({ session, args }) {
  return args.person
    ? html`<${OnePerson} key=${args.person} session=${session} person=${args.person} />`
    : html`<${IdSearch}
        args=${args}
        view="persons"
        find="find_persons"
        id="person_id"
        opens="person"
        title="Persons"
        about="Client ids that belong together"
        label="Any client id of the person, or its beginning"
        which="person"
        hint="A client id is a person of its own until a link connects it with another."
        columns=${[{ name: "ids", label: "Client ids", number: true, render: (row) => count(row.ids) }]}
      />`;
}

function OnePerson({ session, person }) {
  const state = useLoad((signal) => call("person", { person_id: person }, { signal }), [person]);
  return html`<div class="title">
      <h1><${Said} text=${person} /></h1>
      <p><a href=${address("persons")}>Another person</a></p>
    </div>
    <${Loaded} state=${state}
      >${(found) => html`<${Found} found=${found} session=${session} />`}<//
    >`;
}

function Found({ found, session }) {
  const traits = Object.entries(found.traits ?? {}).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
    since: found.trait_since?.[name],
  }));
  const csv = () =>
    download(
      fileName(session, "person"),
      toCsv(found.links, ["client_id", "person_id", "since", "source"]),
    );
  return html`<p>
      ${counted(found.events, "event")}, the first <${Time} value=${found.first_seen} relative />,
      the last <${Time} value=${found.last_seen} relative />.
    </p>
    <h2>Client ids</h2>
    <ul>
      ${found.client_ids.map(
        (id) =>
          html`<li key=${id}>
            <a href=${address("clients", { client: id })}><${Said} text=${id} /></a>
          </li>`,
      )}
    </ul>
    ${
      found.ids > found.client_ids.length &&
      html`<p class="hint">The first ${count(found.client_ids.length)} of ${count(found.ids)}.</p>`
    }
    ${
      traits.length > 0 &&
      html`<h2>Traits</h2>
        <${Table}
          caption="Traits"
          rows=${traits}
          keyOf=${(row) => row.name}
          columns=${[
            {
              name: "name",
              label: "Trait",
              render: (row) => html`<code><${Said} text=${row.name} /></code>`,
            },
            {
              name: "value",
              label: "Last value",
              render: (row) => html`<${Said} text=${row.value} />`,
            },
            {
              name: "since",
              label: "Since",
              render: (row) => html`<${Time} value=${row.since} relative />`,
            },
          ]}
        />`
    }
    <h2>Links</h2>
    ${
      found.links.length === 0
        ? html`<${Empty} title="No link: this client id is a person of its own" />`
        : html`<${Table}
            caption="Links"
            rows=${found.links}
            keyOf=${(row) => JSON.stringify([row.client_id, row.person_id])}
            columns=${[
              {
                name: "client_id",
                label: "Client id",
                render: (row) => html`<${Said} text=${row.client_id} />`,
              },
              {
                name: "person_id",
                label: "Belongs to",
                render: (row) => html`<${Said} text=${row.person_id} />`,
              },
              {
                name: "since",
                label: "Since",
                render: (row) => html`<${Time} value=${row.since} relative />`,
              },
              { name: "source", label: "Source" },
            ]}
          />`
    }
    <p class="hint">
      A wrong link is undone on the server: <code>hardal-admin person unlink</code> tells first what
      it changes.
    </p>
    <${Beneath}
      csv=${csv}
      sql=${`select *
from persons
where person_id = ${literal(found.person_id)};`}
    />`;
}
