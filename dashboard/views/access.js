// Access: who may reach this tenant. PSQL URLs, keys and tokens: make, rotate, revoke.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { replaceArgs } from "../lib/route.js";
import { useAction, useLoad } from "../lib/load.js";
import { count } from "../lib/format.js";
import { Code, Confirm, Empty, Failed, Loaded, Tabs, Time } from "../components/basics.js";
import { Table } from "../components/table.js";
import { MakeKey, KeyMade, MakeUrl, RotateUrl } from "../components/make_access.js";
import { Said } from "../components/said.js";

const TABS = [
  ["urls", "PSQL URLs"],
  ["keys", "Keys and tokens"],
];

export function Access({ session, args }) {
  const tab = args.tab === "keys" ? "keys" : "urls";
  return html`<div class="title">
      <h1>Access</h1>
      <p>Who may reach ${session.tenant}</p>
    </div>
    <${Tabs}
      label="Kinds of access"
      tabs=${TABS}
      value=${tab}
      onChange=${(name) => replaceArgs("access", { tab: name })}
    >
      ${
        tab === "urls" ? html`<${Urls} session=${session} />` : html`<${Keys} session=${session} />`
      }
    <//>`;
}

const State = ({ value }) =>
  html`<span class=${`badge ${value === "live" ? "good" : value === "ending" ? "" : "bad"}`}
    >${value}</span
  >`;

/** The hour in which it was used is kept, not the minute. */
const LastUsed = ({ at }) =>
  at && Date.now() - Date.parse(at) < 3600000
    ? "in the last hour"
    : html`<${Time} value=${at} relative />`;

function Urls({ session }) {
  const state = useLoad((signal) => call("urls", {}, { signal }), []);
  const [open, setOpen] = useState(null); // {kind: make | rotate | revoke, row}
  const close = () => {
    setOpen(null);
    state.reload();
  };
  return html`<p>
      A PSQL URL is one person's or one tool's way to the events of ${session.tenant}, with SQL.
    </p>
    ${
      session.can.urls
        ? html`<p>
            <button type="button" class="main" onClick=${() => setOpen({ kind: "make" })}>
              Make a PSQL URL
            </button>
          </p>`
        : html`<div class="notice">
            <p>
              <strong>This server makes no PSQL URLs over HTTP.</strong> Whoever runs it has left
              that off. On the server:
            </p>
            <${Code}
              text=${`hardal-admin url create ${session.tenant} --name NAME`}
              name="Command"
            />
          </div>`
    }
    <${Loaded} state=${state}
      >${(urls) =>
        urls.length === 0
          ? html`<${Empty} title="No PSQL URL yet" />`
          : html` <${Table}
              caption="PSQL URLs"
              rows=${urls}
              keyOf=${(row) => row.name}
              columns=${[
                {
                  name: "name",
                  label: "Name",
                  className: "name",
                  render: (row) => html`<strong>${row.name}</strong>`,
                },
                { name: "scope", label: "Scope" },
                {
                  name: "state",
                  label: "State",
                  render: (row) => html`<${State} value=${row.state} />`,
                },
                {
                  name: "last_seen_at",
                  label: "Last seen",
                  render: (row) => html`<${Time} value=${row.last_seen_at} relative />`,
                },
                {
                  name: "expires_at",
                  label: "Ends",
                  render: (row) =>
                    row.expires_at
                      ? html`<${Time} value=${row.expires_at} relative />`
                      : html`<span class="muted">never</span>`,
                },
                {
                  name: "connections",
                  label: "Connections",
                  number: true,
                  render: (row) => count(row.connections),
                },
                {
                  name: "created_at",
                  label: "Made",
                  className: "roomy",
                  render: (row) => html`<${Time} value=${row.created_at} relative />`,
                },
                ...(session.can.urls
                  ? [
                      {
                        name: "act",
                        label: "Change",
                        render: (row) =>
                          html`<span class="buttons">
                            <button
                              type="button"
                              class="small"
                              aria-label=${`Rotate ${row.name}`}
                              onClick=${() => setOpen({ kind: "rotate", row })}
                            >
                              Rotate
                            </button>
                            <button
                              type="button"
                              class="small"
                              aria-label=${`Revoke ${row.name}`}
                              onClick=${() => setOpen({ kind: "revoke", row })}
                            >
                              Revoke
                            </button></span
                          >`,
                      },
                    ]
                  : []),
              ]}
            />`}<//
    >
    ${open?.kind === "make" && html`<${MakeUrl} session=${session} onClose=${close} />`}
    ${
      open?.kind === "rotate" &&
      html`<${RotateUrl} session=${session} row=${open.row} onClose=${close} />`
    }
    ${
      open?.kind === "revoke" &&
      html`<${Revoke}
        title=${`Revoke the PSQL URL ${open.row.name}?`}
        name="revoke_url"
        args=${{ name: open.row.name }}
        onClose=${close}
      >
        <p>Its connections end at once, and its login is dropped.</p><//
      >`
    }`;
}

function Keys({ session }) {
  const state = useLoad((signal) => call("keys", {}, { signal }), []);
  const [open, setOpen] = useState(null);
  const close = () => {
    setOpen(null);
    state.reload();
  };
  return html`<p>
      A backend sends events with a key of the scope ingest. This page is used with the other
      scopes.
    </p>
    ${
      session.can.keys &&
      html`<p>
        <button type="button" class="main" onClick=${() => setOpen({ kind: "make" })}>
          Make a key
        </button>
      </p>`
    }
    <${Loaded} state=${state}
      >${(keys) =>
        html` <${Table}
          caption="Keys and tokens"
          rows=${keys}
          columns=${[
            {
              name: "name",
              label: "Name",
              className: "name",
              render: (row) => html`<strong><${Said} text=${row.name} /></strong>`,
            },
            { name: "kind", label: "Kind", className: "roomy" },
            { name: "scope", label: "Scope" },
            {
              name: "state",
              label: "State",
              render: (row) => html`<${State} value=${row.state} />`,
            },
            {
              name: "used_at",
              label: "Last used",
              render: (row) =>
                row.scope === "ingest"
                  ? html`<${LastUsed} at=${row.used_at} />`
                  : html`<span class="muted">not kept</span>`,
            },
            {
              name: "expires_at",
              label: "Ends",
              render: (row) => html`<${Time} value=${row.expires_at} relative />`,
            },
            {
              name: "created_at",
              label: "Made",
              className: "roomy",
              render: (row) => html`<${Time} value=${row.created_at} relative />`,
            },
            ...(session.can.keys
              ? [
                  {
                    name: "act",
                    label: "Change",
                    render: (row) =>
                      ["live", "ending"].includes(row.state) &&
                      html`<span class="buttons">
                        ${
                          row.kind === "key" &&
                          row.state === "live" &&
                          ROTATED.includes(row.scope) &&
                          html`<button
                            type="button"
                            class="small"
                            aria-label=${`Rotate ${row.name}`}
                            onClick=${() => setOpen({ kind: "rotate", row })}
                          >
                            Rotate
                          </button>`
                        }
                        <button
                          type="button"
                          class="small"
                          aria-label=${`Revoke ${row.name}`}
                          onClick=${() => setOpen({ kind: "revoke", row })}
                        >
                          Revoke
                        </button></span
                      >`,
                  },
                ]
              : []),
          ]}
        />`}<//
    >
    <p class="hint">
      Tokens are signed with a secret that the database does not have: hardal-admin token makes and
      rotates them.
    </p>
    ${open?.kind === "make" && html`<${MakeKey} onClose=${close} />`}
    ${open?.kind === "rotate" && html`<${RotateKey} row=${open.row} onClose=${close} />`}
    ${
      open?.kind === "revoke" &&
      html`<${Revoke}
        title=${`Revoke the ${open.row.kind} ${open.row.name}?`}
        name=${`revoke_${open.row.kind}`}
        args=${{ name: open.row.name }}
        onClose=${close}
      >
        <p>
          Requests with it are refused from now on.
          ${open.row.name === session.name && "It is the key of this page: you will be signed out."}
        </p><//
      >`
    }`;
}

const ROTATED = ["ingest", "read", "aggregate"]; // scopes of keys that are made over HTTP

function RotateKey({ row, onClose }) {
  const [rotate, { busy, error, done }] = useAction(() =>
    call("rotate_key", { name: row.name, overlap: "1 day" }, { once: true }),
  );
  if (done) return html`<${KeyMade} made=${done} onClose=${onClose} />`;
  return html`<${Confirm}
    title=${`Rotate the key ${row.name}?`}
    verb="Make the new key"
    busy=${busy}
    error=${error}
    onYes=${rotate}
    onClose=${onClose}
  >
    <p>
      The new key is shown once. The present one goes on for a day, so that you can change it where
      it is used.
    </p><//
  >`;
}

function Revoke({ title, name, args, onClose, children }) {
  const [revoke, { busy, error }] = useAction(async () => {
    const answer = await call(name, args, { once: true });
    // a PSQL URL is closed by the first call, and its login dropped by a second
    if (answer.dropped === false) await call(name, args, { once: true });
    onClose();
  });
  return html`<${Confirm}
    title=${title}
    verb="Revoke"
    busy=${busy}
    error=${error}
    onYes=${revoke}
    onClose=${onClose}
    >${children}<//
  >`;
}
