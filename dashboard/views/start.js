// Start: from nothing to the first event on the screen.
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address } from "../lib/route.js";
import { useAction, useLoad, useTimer } from "../lib/load.js";
import { fill, PLAIN, SDKS } from "../lib/snippets.js";
import { forgetCatalogue } from "../lib/catalogue.js";
import { Code, Failed, Field, Loaded, Select, Tabs, Time } from "../components/basics.js";
import { Said } from "../components/said.js";
import { Tree } from "../components/tree.js";

const KEPT = "hardal.start.key"; // the key that was made here, for this tab alone
const NAME = "backend";
const SDK_DOCS = "docs/sdks.md";

export function Start({ session }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(`${KEPT}.${session.tenant}`) ?? "");
  const keep = (made) => {
    sessionStorage.setItem(`${KEPT}.${session.tenant}`, made);
    setKey(made);
  };
  return html`<div class="title">
      <h1>Start</h1>
      <p>Your first event, in a minute</p>
    </div>
    <${FirstEvent} session=${session} />
    <h2>1. Where events go</h2>
    <${Code} text=${location.origin} name="Address of this server" />
    <h2>2. A key for your backend</h2>
    <${Key} session=${session} value=${key} onMade=${keep} />
    <h2>3. Send an event</h2>
    <${Requests} value=${key} />
    ${session.can.test_event && html`<${TestEvent} />`}`;
}

/**
 * Watches for the first event, and shows the latest one as soon as there is one. A screen reader is
 * told its name, and not how long ago it came, which changes all the time.
 */
function FirstEvent({ session }) {
  const state = useLoad((signal) => call("live", { max_rows: 1 }, { signal }), []);
  useTimer(state.reload, 2000, !state.error && !state.loading);
  const row = state.data?.rows[0];
  // the one that was there when the page was opened is not the one that was just sent
  const before = useRef();
  if (state.data && before.current === undefined) before.current = row?.id ?? null;
  useEffect(() => forgetCatalogue(), [row?.id]);
  return html`<${Loaded} state=${{ ...state, loading: false }}
    >${() =>
      html`<div class=${`notice ${!row ? "" : row.kind === "rejected" ? "warn" : "good"}`}>
        <p>
          <strong role="status"
            >${
              row
                ? [
                    `${noticed(row, before.current)} `,
                    html`<${Said} text=${row.event_name || "(no name)"} />`,
                  ]
                : "No event yet."
            }</strong
          >${
            row
              ? html`, <${Time} value=${row.received_at} relative />`
              : " This page notices the first one by itself."
          }
        </p>
        ${
          row &&
          html`${row.errors?.map((fault) => html`<p><${Fault} ...${fault} /></p>`)}
            ${
              row.kind === "accepted" && row.properties && html`<${Tree} value=${row.properties} />`
            }
            <p>
              <a href=${address("live")}>See events live</a
              >${session.can.urls && html`, or <a href=${address("access")}>get a PSQL URL</a>`}
            </p>`
        }
      </div>`}<//
  >`;
}

function noticed(row, before) {
  if (row.kind === "rejected") return "An event came, and was rejected:";
  return row.id !== before ? "Your event is here:" : "Latest event:";
}

/** Most messages begin with the field. */
const Fault = ({ field, message }) =>
  !field || message.startsWith(field)
    ? html`<${Said} text=${message} />`
    : html`<code><${Said} text=${field} /></code> <${Said} text=${message} />`;

/** A name that no key has: in another tab, or on another day, the first one is taken. */
async function suggest() {
  const taken = new Set((await call("keys").catch(() => [])).map((key) => key.name));
  let free = NAME;
  for (let at = 2; taken.has(free); at++) free = `${NAME}_${at}`;
  return free;
}

function Key({ session, value, onMade }) {
  const [name, setName] = useState(NAME);
  useEffect(() => {
    if (!value && session.can.keys)
      suggest().then((free) => setName((n) => (n === NAME ? free : n)));
  }, []);
  const [make, { busy, error }] = useAction(async () => {
    const made = await call("create_key", { name, scope: "ingest" }, { once: true });
    onMade(made.key);
  });
  if (value) {
    return html`<${Code} text=${value} name="Key" />
      <p class="hint">
        It is shown in this tab alone, and stored nowhere else. It sends events and does nothing
        more.
      </p>`;
  }
  if (!session.can.keys) {
    return html`<p>A key of the scope ${session.scope} makes no keys. On the server:</p>
      <${Code}
        text=${`hardal-admin key create ${session.tenant} --name backend`}
        name="Command"
      />`;
  }
  return html`<form
      class="controls"
      onSubmit=${(e) => {
        e.preventDefault();
        make();
      }}
    >
      <${Field} label="Name of the backend"
        >${(id) =>
          html`<input
            id=${id}
            value=${name}
            maxlength="63"
            required
            onInput=${(e) => setName(e.target.value)}
          />`}<//
      >
      <button type="submit" class="main" disabled=${busy}>Make a key</button>
    </form>
    <${Failed} error=${error} />`;
}

const TABS = [
  ...PLAIN.map(([name]) => [name, name]),
  ...new Set(SDKS.map(([vendor]) => vendor)),
].map((tab) => [].concat(tab, tab).slice(0, 2));

function Requests({ value }) {
  const [tab, setTab] = useState("curl");
  const [language, setLanguage] = useState("Python");
  const plain = PLAIN.find(([name]) => name === tab);
  const offered = SDKS.filter(([vendor]) => vendor === tab);
  const shown = plain?.[1] ?? (offered.find(([, name]) => name === language) ?? offered[0])?.[2];
  return html`<${Tabs} label="Ways to send an event" tabs=${TABS} value=${tab} onChange=${setTab}>
    ${
      offered.length > 1 &&
      html`<${Select}
        label="Language"
        value=${language}
        options=${offered.map(([, name]) => name)}
        onChange=${setLanguage}
      />`
    }
    <${Code} text=${fill(shown, value || "hk_...", location.origin)} name="Request" />
    ${!value && html`<p class="hint">hk_... stands for the key of step 2.</p>`}
    ${
      offered.length > 0 &&
      html`<p class="hint">
        The calls in your code stay. ${SDK_DOCS} has what each SDK does and does not.
      </p>`
    }
  <//>`;
}

function TestEvent() {
  const [send, { busy, error, done }] = useAction(() =>
    call("send_test_event", {}, { once: true }),
  );
  return html`<h2>No backend at hand?</h2>
    <p>A test event has the name <code>test_event</code>, and counts like any other.</p>
    <p class="buttons">
      <button type="button" onClick=${send} disabled=${busy}>Send a test event</button>
      <span role="status">${done && "Sent."}</span>
    </p>
    <${Failed} error=${error} />`;
}
