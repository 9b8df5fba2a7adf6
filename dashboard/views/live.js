// Live: every event as it is stored, accepted and rejected, the newest first.
import { useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { address, replaceArgs } from "../lib/route.js";
import { useFeed } from "../lib/feed.js";
import { useProperties } from "../lib/catalogue.js";
import { count } from "../lib/format.js";
import { Empty, Failed, Field, Loading, Select, Time } from "../components/basics.js";
import { EventPicker, Suggest } from "../components/pickers.js";
import { EventRow } from "../components/event_row.js";

const KINDS = [
  ["", "All"],
  ["false", "Accepted only"],
  ["true", "Rejected only"],
];

// A row that was drawn is not drawn again: there can be a thousand of them.
const rows = new WeakMap();

function drawn(row, mends) {
  if (!rows.has(row)) {
    const key = row.kind + row.id;
    rows.set(row, html`<${EventRow} key=${key} row=${row} mends=${mends} />`);
  }
  return rows.get(row);
}

export function Live({ session, args }) {
  const [paused, setPaused] = useState(false);
  const change = (changes) => replaceArgs("live", { ...args, ...changes });
  const filters = {
    event_name: args.event || undefined,
    client_id: args.client || undefined,
    property: args.property || undefined,
    value: args.property ? args.value || undefined : undefined,
    rejected: args.rejected ? args.rejected === "true" : undefined,
  };
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const list = useRef(null);
  // rows must not move, or go away, while one of them is read
  const isReading = () => Boolean(list.current?.querySelector(".event > details[open]"));
  const feed = useFeed(filters, !paused, isReading);
  const properties = useProperties(args.event);
  const older = () => {
    setPaused(true);
    feed.loadOlder();
  };
  const showHeld = () => {
    list.current.focus(); // the button goes away
    feed.showHeld();
  };
  return html`<div class="title">
      <h1>Live</h1>
      <p>Every event as it is stored</p>
    </div>
    <div class="controls">
      <${EventPicker}
        value=${args.event ?? ""}
        placeholder="all"
        onPick=${(event) => change({ event })}
      />
      <${Suggest}
        label="Client"
        value=${args.client ?? ""}
        names=${[]}
        placeholder="all"
        onPick=${(client) => change({ client })}
      />
      <${Suggest}
        label="Property"
        value=${args.property ?? ""}
        names=${(properties.data ?? []).map((one) => [one.property, `${count(one.events)} events`])}
        placeholder="any"
        onPick=${(property) => change({ property })}
      />
      ${
        args.property &&
        html`<${Suggest}
          label="Its value"
          value=${args.value ?? ""}
          names=${[]}
          placeholder="any"
          onPick=${(value) => change({ value })}
        />`
      }
      <${Select}
        label="Show"
        value=${args.rejected ?? ""}
        options=${KINDS}
        onChange=${(rejected) => change({ rejected })}
      />
      <button type="button" aria-pressed=${paused} onClick=${() => setPaused(!paused)}>
        ${paused ? "Go on" : "Pause"}
      </button>
    </div>
    <${Failed} error=${feed.error} retry=${feed.retry} />
    ${
      feed.rows === null
        ? !feed.error && html`<${Loading} />`
        : html` <p class="muted shown">
              ${count(feed.rows.length)} ${feed.rows.length === 1 ? "event" : "events"} shown<span
                role="status"
                >${paused ? ", paused" : ""}${filtered ? ", filtered" : ""}</span
              >
              <span class="visually-hidden" role="status"
                >${feed.held.length > 0 && "New events wait while one is open"}</span
              >
              ${
                feed.held.length > 0 &&
                html`<button
                  type="button"
                  class="small"
                  title="They wait while an event is open"
                  onClick=${showHeld}
                >
                  ${count(feed.held.length)} ${feed.missed ? "or more " : ""}new
                  ${feed.held.length === 1 ? "event" : "events"}
                </button>`
              }
            </p>
            ${
              feed.rows.length === 0 &&
              !feed.older &&
              html`<${Empty} title=${filtered ? "No event passes the filter" : "No event yet"}>
                ${
                  filtered
                    ? html`<p>This page shows the next one that does.</p>`
                    : html`<p><a href=${address("start")}>Send the first one</a></p>`
                }<//
              >`
            }
            <ul
              class="events"
              aria-label="Events"
              aria-busy=${feed.loading}
              tabindex="-1"
              ref=${list}
            >
              ${feed.rows.map((row) => drawn(row, session.can.replay))}
            </ul>
            ${
              feed.older &&
              html`<p class="buttons">
                <button type="button" disabled=${feed.loading} onClick=${older}>
                  Older events
                </button>
                ${
                  feed.searched &&
                  html`<span class="muted">Looked back to <${Time} value=${feed.searched} /></span>`
                }
              </p>`
            }`
    }`;
}
