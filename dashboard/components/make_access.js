// The dialogs that make a PSQL URL or a key. A secret is shown once, here.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useAction } from "../lib/load.js";
import { available, newPassword, verifier } from "../lib/scram.js";
import { FORMS, uri } from "../lib/forms.js";
import { Code, Dialog, Failed, Field, Select, Tabs, Time } from "./basics.js";

const URL_SCOPES = [
  ["read", "read: all views and reports"],
  ["aggregate", "aggregate: counts, no client and no property"],
  ["write", "write: sends events with SQL, and reads nothing"],
];
const KEY_SCOPES = [
  ["ingest", "ingest: sends events"],
  ["read", "read: sees events and reports"],
  ["aggregate", "aggregate: sees counts only"],
];
const ENDS = [
  ["", "never"],
  ["1", "in a day"],
  ["7", "in 7 days"],
  ["30", "in 30 days"],
  ["90", "in 90 days"],
  ["365", "in a year"],
];
const KEY_ENDS = ENDS.slice(1);

const inDays = (days) => (days ? new Date(Date.now() + days * 86400000).toISOString() : undefined);

export function MakeUrl({ session, onClose }) {
  const [form, setForm] = useState({ name: "", scope: "read", days: "", connections: "5" });
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));
  const [make, { busy, error, done }] = useAction(async () => {
    const password = newPassword();
    const made = await call(
      "create_url",
      {
        name: form.name,
        scope: form.scope,
        verifier: await verifier(password),
        expires_at: inDays(form.days),
        connections: Number(form.connections),
      },
      { once: true },
    );
    return { ...made, password };
  });
  if (done) return html`<${UrlMade} session=${session} made=${done} onClose=${onClose} />`;
  if (!available()) return html`<${NeedsHttps} session=${session} onClose=${onClose} />`;
  return html`<${Dialog} title="Make a PSQL URL" onClose=${onClose} stay=${busy}>
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        make();
      }}
    >
      <${Field} label="Name of the person or tool" hint="a-z, 0-9 and _, a letter first" wide
        >${(id) =>
          html`<input
            id=${id}
            value=${form.name}
            required
            pattern="[a-z][a-z0-9_]*"
            maxlength="40"
            autocomplete="off"
            spellcheck=${false}
            onInput=${(e) => set("name")(e.target.value)}
          />`}<//
      >
      <${Select} label="Scope" value=${form.scope} options=${URL_SCOPES} onChange=${set("scope")} />
      <${Select} label="Ends" value=${form.days} options=${ENDS} onChange=${set("days")} />
      <${Field} label="Connections at once" hint="As many as the pool of the tool has"
        >${(id) =>
          html`<input
            id=${id}
            type="number"
            min="1"
            max="50"
            required
            value=${form.connections}
            onInput=${(e) => set("connections")(e.target.value)}
          />`}<//
      >
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button type="submit" class="main" disabled=${busy}>Make it</button>
      </footer>
    </form>
  <//>`;
}

export function RotateUrl({ session, row, onClose }) {
  const [rotate, { busy, error, done }] = useAction(async () => {
    const password = newPassword();
    const made = await call(
      "rotate_url",
      { name: row.name, verifier: await verifier(password) },
      { once: true },
    );
    return { ...made, password };
  });
  if (done) return html`<${UrlMade} session=${session} made=${done} onClose=${onClose} />`;
  if (!available()) return html`<${NeedsHttps} session=${session} onClose=${onClose} />`;
  return html`<${Dialog}
    title=${`Rotate the PSQL URL ${row.name}?`}
    onClose=${onClose}
    stay=${busy}
  >
    <p>
      It gets another password, and the present one stops working at once. Open connections go on.
    </p>
    <${Failed} error=${error} />
    <footer>
      <button type="button" onClick=${onClose}>Cancel</button
      ><button type="button" class="main" disabled=${busy} onClick=${rotate}>
        Make the new password
      </button>
    </footer>
  <//>`;
}

/** The URL, once, and the forms that tools ask for. */
function UrlMade({ session, made, onClose }) {
  const [tool, setTool] = useState("psql");
  const known = made.address ?? {};
  const at = {
    role: made.role,
    password: made.password,
    tenant: session.tenant,
    host: known.host ?? location.hostname,
    port: known.port ?? 5432,
    dbname: known.dbname ?? "postgres",
    sslmode: known.sslmode ?? "require",
  };
  const [, steps, text] = FORMS.find(([name]) => name === tool);
  return html`<${Dialog} title=${`PSQL URL ${made.name}`} onClose=${onClose} stay>
    <p><strong>Copy it now: it is shown once, and stored nowhere.</strong></p>
    <${Code} text=${uri(at)} label="Copy" name="PSQL URL" />
    ${
      !known.host &&
      html`<div class="notice warn">
        <p>
          This server has not told under which name PostgreSQL is reached. The host and the port are
          a guess; whoever runs it sets them with hardal-admin postgrest-config --psql-host.
        </p>
      </div>`
    }
    ${made.expires_at && html`<p>It ends <${Time} value=${made.expires_at} relative />.</p>`}
    <${Tabs}
      label="Tools"
      tabs=${FORMS.map(([name]) => [name, name])}
      value=${tool}
      onChange=${setTool}
    >
      <p>${steps}</p>
      <${Code} text=${text(at)} name=${tool} />
    <//>
    <footer><button type="button" class="main" onClick=${onClose}>I have copied it</button></footer>
  <//>`;
}

function NeedsHttps({ session, onClose }) {
  return html`<${Dialog} title="This needs https" onClose=${onClose}>
    <p>
      The browser makes the password, and it does so over https or on this machine alone. Open this
      page over https, or make the PSQL URL on the server:
    </p>
    <${Code} text=${`hardal-admin url create ${session.tenant} --name NAME`} name="Command" />
  <//>`;
}

export function MakeKey({ onClose }) {
  const [form, setForm] = useState({ name: "", scope: "ingest", days: "365" });
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));
  const [make, { busy, error, done }] = useAction(() =>
    call(
      "create_key",
      {
        name: form.name,
        scope: form.scope,
        expires_at: inDays(form.days),
      },
      { once: true },
    ),
  );
  if (done) return html`<${KeyMade} made=${done} onClose=${onClose} />`;
  return html`<${Dialog} title="Make a key" onClose=${onClose} stay=${busy}>
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        make();
      }}
    >
      <${Field} label="Name of the backend or person" wide
        >${(id) =>
          html`<input
            id=${id}
            value=${form.name}
            required
            maxlength="63"
            autocomplete="off"
            onInput=${(e) => set("name")(e.target.value)}
          />`}<//
      >
      <${Select} label="Scope" value=${form.scope} options=${KEY_SCOPES} onChange=${set("scope")} />
      <${Select} label="Ends" value=${form.days} options=${KEY_ENDS} onChange=${set("days")} />
      <p class="hint">A key of the scope manage is made on the server: hardal-admin dashboard.</p>
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button type="submit" class="main" disabled=${busy}>Make it</button>
      </footer>
    </form>
  <//>`;
}

const curl = (key) => `curl -u "${key}:" ${location.origin}/rpc/ingest \\
  -H 'Content-Type: application/json' -d '{"event_name": "signup", "client_id": "u-1"}'`;

export function KeyMade({ made, onClose }) {
  return html`<${Dialog} title=${`Key ${made.name}`} onClose=${onClose} stay>
    <p><strong>Copy it now: it is shown once, and stored nowhere.</strong></p>
    <${Code} text=${made.key} name="Key" />
    ${
      made.scope === "ingest"
        ? html`<p>A backend sends it as the user of Basic authentication:</p>
            <${Code} text=${curl(made.key)} name="Request" />`
        : html`<p>A link to this page with it:</p>
            <${Code} text=${`${location.origin}/#key=${made.key}`} name="Link" />`
    }
    <footer><button type="button" class="main" onClick=${onClose}>I have copied it</button></footer>
  <//>`;
}
