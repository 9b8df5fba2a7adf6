// One event in a list: a line, and all of it when it is opened.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { Exact } from "../lib/exact.js";
import { address } from "../lib/route.js";
import { bytes } from "../lib/format.js";
import { useAction } from "../lib/load.js";
import { Code, Copy, Failed, Time } from "./basics.js";
import { Said } from "./said.js";
import { Tree } from "./tree.js";

function reason({ errors }) {
  return errors[0]?.code + (errors.length > 1 ? ` and ${errors.length - 1} more` : "");
}

function mending({ id, errors }) {
  return address("rejected", { code: errors[0]?.code, field: errors[0]?.field ?? "*", open: id });
}

function glimpse(value) {
  if (Array.isArray(value)) return "[…]";
  if (value !== null && typeof value === "object" && !(value instanceof Exact)) return "{…}";
  return String(value).slice(0, 60);
}

/** The first properties, as one line. */
function preview(properties) {
  const parts = [];
  for (const [name, value] of Object.entries(properties ?? {}).slice(0, 6)) {
    parts.push(`${name.slice(0, 40)}: ${glimpse(value)}`);
  }
  return parts.join(", ");
}

/**
 * `row` is one of hardal.live's; the list is a <ul>. `ofClient`: the rows are one client's, below
 * the headings of their days. `mends`: the reader may mend what was rejected.
 */
export function EventRow({ row, ofClient = false, mends = false }) {
  const [open, setOpen] = useState(false);
  const rejected = row.kind === "rejected";
  return html`<li class=${rejected ? "event rejected" : "event"}>
    <details class=${ofClient ? "of-client" : ""} onToggle=${(e) => setOpen(e.target.open)}>
      <summary>
        <${Time} value=${ofClient ? row.created_at : row.received_at} short=${ofClient} />
        <span class="name"
          ><${Said} text=${row.event_name || "(no name)"} /> ${
            rejected && html` <span class="badge bad">rejected: ${reason(row)}</span>`
          }</span
        >
        ${!ofClient && html`<span class="client"><${Said} text=${row.client_id ?? ""} /></span>`}
        <span class="preview"><${Said} text=${preview(row.properties)} /></span>
      </summary>
      ${open && html`<${Whole} row=${row} mends=${mends} />`}
    </details>
  </li>`;
}

/** A rejected event as it was sent. */
function Sent({ id }) {
  const [read, { busy, error, done }] = useAction(() => call("rejected_event", { id }));
  if (!done) {
    return html`<p>
        <button type="button" class="small" disabled=${busy} onClick=${read}>
          Show what was sent
        </button>
      </p>
      <${Failed} error=${error} />`;
  }
  if (done.payload_text === null)
    return html`<${Code} text=${done.raw ?? done.raw_base64} name="What was sent" />`;
  return html`<${Tree} value=${done.payload} label="what was sent" />
    <p><${Copy} text=${done.payload_text} label="Copy what was sent" /></p>`;
}

function Whole({ row, mends }) {
  const [full, setFull] = useState(null);
  const [fetchAll, { busy, error }] = useAction(async () =>
    setFull((await call("event", { id: row.id })).properties),
  );
  const properties = full ?? row.properties;
  return html`<div class="whole">
    ${
      row.kind === "rejected" &&
      html`<table class="errors">
          <caption class="visually-hidden">
            Faults
          </caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Code</th>
              <th scope="col">Fault</th>
            </tr>
          </thead>
          <tbody>
            ${row.errors.map(
              (fault) =>
                html`<tr>
                  <td>
                    <code><${Said} text=${fault.field ?? "the event"} /></code>
                  </td>
                  <td><code>${fault.code}</code></td>
                  <td><${Said} text=${fault.message} /></td>
                </tr>`,
            )}
          </tbody>
        </table>
        <${Sent} id=${row.id} />
        <p><a href=${mending(row)}>${mends ? "Mend or discard it" : "See it in Rejected"}</a></p>`
    }
    <dl class="facts">
      <dt>Happened</dt>
      <dd><${Time} value=${row.created_at} /></dd>
      ${
        row.received_at &&
        html`<dt>Received</dt>
          <dd><${Time} value=${row.received_at} /></dd>`
      }
      ${
        row.client_id &&
        html`<dt>Client</dt>
          <dd>
            ${
              row.kind === "rejected"
                ? html`<${Said} text=${row.client_id} />`
                : html`<a href=${address("clients", { client: row.client_id })}
                    ><${Said} text=${row.client_id}
                  /></a>`
            }
          </dd>`
      }
      ${
        row.hardal_server_request_id &&
        html`<dt>Request</dt>
          <dd><${Said} text=${row.hardal_server_request_id} /></dd>`
      }
      <dt>Id</dt>
      <dd><code>${row.id}</code> <${Copy} text=${row.id} label="Copy id" /></dd>
    </dl>
    ${
      properties
        ? html`<${Tree} value=${properties} />
            <p><${Copy} text=${JSON.stringify(properties, null, 2)} label="Copy properties" /></p>`
        : row.properties_bytes &&
          html`<p>
            The properties have ${bytes(row.properties_bytes)}.
            ${
              row.kind === "accepted" &&
              html` <button type="button" class="small" disabled=${busy} onClick=${fetchAll}>
                Show them
              </button>`
            }
          </p>`
    }
    <${Failed} error=${error} />
  </div>`;
}
