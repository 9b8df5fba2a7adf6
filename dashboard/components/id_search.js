// A search by the beginning of a client id, for clients and for persons.
import { useEffect, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address, replaceArgs } from "../lib/route.js";
import { useLoad } from "../lib/load.js";
import { count } from "../lib/format.js";
import { Empty, Field, Loaded, Time } from "./basics.js";
import { Said } from "./said.js";
import { Table } from "./table.js";

/**
 * `view`: whose address holds the search. `find`: the function of the API. `id`: the column that
 * names what is found, which opens as the argument `opens`. `columns` come behind it.
 */
export function IdSearch({
  args,
  view,
  find,
  id,
  opens,
  title,
  about,
  label,
  which,
  hint,
  columns,
}) {
  const [text, setText] = useState(args.search ?? "");
  const wanted = args.search ?? "";
  useEffect(() => {
    const timer = setTimeout(() => text !== wanted && replaceArgs(view, { search: text }), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const state = useLoad(
    (signal) =>
      wanted ? call(find, { text: wanted, max_rows: 50 }, { signal }) : Promise.resolve(null),
    [wanted],
  );
  return html`<div class="title">
      <h1>${title}</h1>
      <p>${about}</p>
    </div>
    <div class="controls">
      <${Field} label=${label} wide
        >${(field) =>
          html`<input
            id=${field}
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
          ? html`<${Empty} title=${`Which ${which}?`}><p>${hint}</p><//>`
          : rows.length === 0
            ? html`<${Empty} title="No client id begins so"
                ><p>Large and small letters differ.</p><//
              >`
            : html`<${Table}
                caption=${title}
                rows=${rows}
                keyOf=${(row) => row[id]}
                columns=${[
                  {
                    name: id,
                    label: which[0].toUpperCase() + which.slice(1),
                    render: (row) =>
                      html`<a href=${address(view, { [opens]: row[id] })}
                        ><${Said} text=${row[id]}
                      /></a>`,
                  },
                  ...columns,
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
