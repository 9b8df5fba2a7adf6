// Cohorts: named sets of units, which every report takes. A key of the scope manage makes them.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { forgetCatalogue } from "../lib/catalogue.js";
import { address } from "../lib/route.js";
import { useAction, useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { count } from "../lib/format.js";
import {
  Beneath,
  Dialog,
  Empty,
  Failed,
  Field,
  Loaded,
  Select,
  Time,
} from "../components/basics.js";
import { EventPicker } from "../components/pickers.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { Filters } from "../components/whom.js";

const PAGE = 100;

export function Cohorts({ session, args }) {
  const state = useLoad((signal) => call("cohorts", {}, { signal }), []);
  if (args.cohort)
    return html`<${OneCohort}
      key=${args.cohort}
      session=${session}
      name=${args.cohort}
      view=${state.data?.find((row) => row.name === args.cohort)?.view_name}
    />`;
  return html`<${All} session=${session} state=${state} />`;
}

function All({ session, state }) {
  const [open, setOpen] = useState(null);
  const mayWrite = session.scope === "manage";
  const changed = () => {
    setOpen(null);
    forgetCatalogue();
    state.reload();
  };
  return html`<div class="title">
      <h1>Cohorts</h1>
      <p>Named sets of clients or persons, for every report</p>
    </div>
    ${
      mayWrite &&
      html`<p>
        <button type="button" class="main" onClick=${() => setOpen({ make: true })}>
          New cohort
        </button>
      </p>`
    }
    <${Loaded} state=${state}
      >${(rows) =>
        rows.length === 0
          ? html`<${Empty} title="No cohort yet"
              ><p>
                ${
                  mayWrite
                    ? "Make one from an event that people did, or did not do."
                    : "A key of the scope manage makes them, and so does hardal-admin cohort create."
                }
              </p><//
            >`
          : html`<${Table}
                caption="Cohorts"
                rows=${rows}
                keyOf=${(row) => row.name}
                columns=${[
                  {
                    name: "name",
                    label: "Cohort",
                    render: (row) =>
                      html`<a href=${address("cohorts", { cohort: row.name })}>${row.name}</a> ${
                          row.description &&
                          html`<div class="hint"><${Said} text=${row.description} /></div>`
                        }`,
                  },
                  {
                    name: "unit",
                    label: "Of",
                    render: (row) => html`<${Said} text=${row.unit} />`,
                  },
                  {
                    name: "is_static",
                    label: "Kind",
                    render: (row) =>
                      row.is_static
                        ? `copied, ${count(row.units)} units`
                        : "counted when it is read",
                  },
                  {
                    name: "created_at",
                    label: "Made",
                    render: (row) => html`<${Time} value=${row.created_at} relative />`,
                  },
                  {
                    name: "view_name",
                    label: "View",
                    render: (row) => html`<code>${row.view_name}</code>`,
                  },
                  ...(mayWrite
                    ? [
                        {
                          name: "drop",
                          label: "Change",
                          render: (row) =>
                            html`<button
                              type="button"
                              class="small"
                              aria-label=${`Drop ${row.name}`}
                              onClick=${() => setOpen({ drop: row.name })}
                            >
                              Drop
                            </button>`,
                        },
                      ]
                    : []),
                ]}
              />
              <${Beneath}
                sql=${"select *\nfrom cohorts\norder by name;"}
                csv=${() =>
                  download(
                    fileName(session, "cohorts"),
                    toCsv(rows, ["name", "unit", "is_static", "units", "description", "view_name"]),
                  )}
              />`}<//
    >
    ${open?.make && html`<${Make} onDone=${changed} onClose=${() => setOpen(null)} />`}
    ${
      open?.drop &&
      html`<${Drop} name=${open.drop} onDone=${changed} onClose=${() => setOpen(null)} />`
    }`;
}

function OneCohort({ session, name, view }) {
  const [after, setAfter] = useState(undefined);
  const state = useLoad(
    (signal) => call("cohort_units", { name, max_rows: PAGE, after }, { signal }),
    [name, after],
  );
  return html`<div class="title">
      <h1>${name}</h1>
      <p><a href=${address("cohorts")}>All cohorts</a></p>
    </div>
    <p class="buttons">
      <a href=${address("trends", { cohort: name })}>Trend</a>
      <a href=${address("funnel", { cohort: name })}>Funnel</a>
      <a href=${address("retention", { cohort: name })}>Retention</a>
    </p>
    <${Loaded} state=${state}
      >${(rows) =>
        rows.length === 0
          ? html`<${Empty} title=${after ? "No more units" : "Nobody is in it"} />`
          : html`<${Table}
                caption="Units"
                rows=${rows}
                keyOf=${(row) => row.unit_id}
                columns=${[
                  {
                    name: "unit_id",
                    label: "Unit",
                    render: (row) => html`<${Said} text=${row.unit_id} />`,
                  },
                ]}
              />
              ${
                rows.length === PAGE &&
                html`<button type="button" onClick=${() => setAfter(rows.at(-1).unit_id)}>
                  The next ${count(PAGE)}
                </button>`
              }
              <${Beneath}
                sql=${view && `select *\nfrom ${view};`}
                csv=${() => download(fileName(session, `cohort-${name}`), toCsv(rows, ["unit_id"]))}
              />`}<//
    >`;
}

const SPANS = [
  ["", "ever"],
  ["7 days", "in the last 7 days"],
  ["30 days", "in the last 30 days"],
  ["90 days", "in the last 90 days"],
];

function Make({ onDone, onClose }) {
  const [cohort, setCohort] = useState({ name: "", unit: "client", did: "", not: "", since: "" });
  const set = (name) => (value) => setCohort({ ...cohort, [name]: value });
  const [save, { busy, error }] = useAction(async () => {
    const { name, unit, did, not, since, filter, description } = cohort;
    const span = since ? { since } : {};
    const all = [];
    if (did) all.push({ did, ...span, ...(filter ? { filter } : {}) });
    if (not) all.push({ did_not: not, ...span });
    await call(
      "create_cohort",
      {
        name,
        definition: { unit, all },
        is_static: Boolean(cohort.copied),
        ...(description ? { description } : {}),
      },
      { once: true },
    );
    onDone();
  });
  return html`<${Dialog} title="New cohort" onClose=${onClose} unsaved=${Boolean(cohort.name)}>
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        save();
      }}
    >
      <${Field} label="Name" hint="Small letters, digits and _"
        >${(id) =>
          html`<input
            id=${id}
            required
            maxlength="40"
            pattern="[a-z][a-z0-9_]*"
            value=${cohort.name}
            onInput=${(e) => set("name")(e.target.value)}
          />`}<//
      >
      <${Select}
        label="Of"
        value=${cohort.unit}
        options=${[
          ["client", "Clients"],
          ["person", "Persons"],
        ]}
        onChange=${set("unit")}
      />
      <${EventPicker} label="Who did" value=${cohort.did} onPick=${set("did")} />
      ${
        cohort.did &&
        html`<${Filters}
          key=${cohort.did}
          legend=${`Filters of ${cohort.did}`}
          event=${cohort.did}
          onChange=${set("filter")}
        />`
      }
      <${EventPicker} label="And did not" value=${cohort.not} onPick=${set("not")} />
      <${Select} label="When" value=${cohort.since} options=${SPANS} onChange=${set("since")} />
      <${Field} label="Description" wide
        >${(id) =>
          html`<input
            id=${id}
            maxlength="1000"
            value=${cohort.description ?? ""}
            onInput=${(e) => set("description")(e.target.value)}
          />`}<//
      >
      <p>
        <label class="check"
          ><input
            type="checkbox"
            checked=${Boolean(cohort.copied)}
            onChange=${(e) => set("copied")(e.target.checked)}
          />Copy the units now, and keep them</label
        >
      </p>
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button type="submit" class="main" disabled=${busy || !(cohort.did || cohort.not)}>
          Make it
        </button>
      </footer>
    </form>
  <//>`;
}

function Drop({ name, onDone, onClose }) {
  const [drop, { busy, error }] = useAction(async () => {
    await call("drop_cohort", { name }, { once: true });
    onDone();
  });
  return html`<${Dialog} title=${`Drop ${name}?`} onClose=${onClose}>
    <p>Reports and BI tools that name it fail from then on. No event is lost.</p>
    <${Failed} error=${error} />
    <footer>
      <button type="button" onClick=${onClose}>Cancel</button
      ><button type="button" class="danger" disabled=${busy} onClick=${drop}>Drop it</button>
    </footer>
  <//>`;
}
