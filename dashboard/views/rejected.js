// Rejected: the quarantine by reason; an event can be mended, tried, replayed or discarded.
import { useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { address, replaceArgs } from "../lib/route.js";
import { useAction, useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { literal } from "../lib/sql.js";
import { bytes, count } from "../lib/format.js";
import {
  Beneath,
  Code,
  Confirm,
  Dialog,
  Empty,
  Failed,
  Field,
  Loaded,
  Loading,
  Time,
} from "../components/basics.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";

const PAGE = 100;
const whole = "the event as a whole";

export function Rejected({ session, args }) {
  const [turn, setTurn] = useState(0); // counts what has changed the quarantine
  const changed = () => setTurn((before) => before + 1);
  const reasons = useLoad((signal) => call("rejected_reasons", {}, { signal }), [turn]);
  return html`<div class="title">
      <h1>Rejected</h1>
      <p>Events that broke a rule; each is kept with its reasons</p>
    </div>
    <${Loaded} state=${reasons}
      >${(rows) =>
        rows.length === 0
          ? html`<${Empty} title="Nothing is in quarantine"
              ><p>
                An event that breaks a rule is kept here, and costs the others of its batch nothing.
              </p><//
            >`
          : html`<${Reasons} rows=${rows} args=${args} />`}<//
    >
    ${
      args.code &&
      html`<${OfReason}
        key=${`${args.code} ${args.field}`}
        session=${session}
        args=${args}
        turn=${turn}
        onChanged=${changed}
      />`
    }
    ${
      args.open &&
      html`<${Mend}
        key=${args.open}
        id=${args.open}
        session=${session}
        onChanged=${changed}
        onClose=${() => replaceArgs("rejected", { ...args, open: "" })}
      />`
    }`;
}

function Reasons({ rows, args }) {
  return html`<${Table}
    caption="Reasons"
    rows=${rows}
    keyOf=${(row) => `${row.code} ${row.field}`}
    rowClass=${(row) => (isChosen(row, args) ? "chosen" : "")}
    columns=${[
      {
        name: "code",
        label: "Reason",
        className: "nowrap",
        render: (row) => html`<a href=${reasonAddress(row)}><code>${row.code}</code></a>`,
      },
      {
        name: "field",
        label: "Field",
        render: (row) =>
          row.field
            ? html`<code><${Said} text=${row.field} /></code>`
            : html`<span class="muted">${whole}</span>`,
      },
      { name: "events", label: "Events", number: true, render: (row) => count(row.events) },
      {
        name: "event_names",
        label: "Of",
        render: (row) =>
          (row.event_names ?? []).map(
            (name, at) => html`${at > 0 && ", "}<${Said} text=${name} />`,
          ),
      },
      {
        name: "first_at",
        label: "First",
        render: (row) => html`<${Time} value=${row.first_at} relative />`,
      },
      {
        name: "last_at",
        label: "Last",
        render: (row) => html`<${Time} value=${row.last_at} relative />`,
      },
    ]}
  />`;
}

// an empty argument would be left out of the address, so the whole event has a sign of its own
const reasonAddress = (row) => address("rejected", { code: row.code, field: row.field ?? "*" });
const isChosen = (row, { code, field }) => row.code === code && (row.field ?? "*") === field;
const reason = (args) => ({ code: args.code, field: args.field === "*" ? "" : args.field });
const COLUMNS = ["rejected_id", "received_at", "event_name", "client_id", "bytes", "errors"];

function sqlOf({ code, field }) {
  const fault = field === undefined ? { code } : { code, field: field === "*" ? null : field };
  return `select
    rejected_id, received_at, event_name, payload ->> 'client_id' as client_id, bytes, errors
from rejected_events
where errors @> ${literal(JSON.stringify([fault]))}
order by received_at desc, rejected_id desc;`;
}

function OfReason({ session, args, turn, onChanged }) {
  const [pages, setPages] = useState([]);
  const [asking, setAsking] = useState(null);
  const read = async (before, signal) =>
    call("rejected_events", { ...reason(args), before, max_rows: PAGE }, { signal });
  const first = useLoad(
    async (signal) => {
      const answer = await read(undefined, signal);
      setPages([answer]);
      return answer;
    },
    [turn],
  );
  const [more, { busy }] = useAction(async () => {
    const answer = await read(pages.at(-1).older);
    setPages((before) => [...before, answer]);
  });
  const rows = pages.flatMap((page) => page.rows);
  const changed = () => {
    setAsking(null);
    onChanged();
  };
  const csv = () => download(fileName(session, "rejected"), toCsv(rows, COLUMNS));
  return html`<h2>
      Rejected for
      <code>${args.code}</code
      >${args.field && args.field !== "*" && html` in <code><${Said} text=${args.field} /></code>`}
    </h2>
    <${Loaded} state=${first}
      >${() =>
        rows.length === 0
          ? html`<${Empty} title="None is left" />`
          : html` ${
                session.can.replay &&
                html`<p class="buttons">
                  <button type="button" onClick=${() => setAsking("replay")}>
                    Replay all of this reason
                  </button>
                  <button type="button" onClick=${() => setAsking("discard")}>
                    Discard all of this reason
                  </button>
                </p>`
              }
              <${Table}
                caption="Rejected events"
                rows=${rows}
                keyOf=${(row) => row.rejected_id}
                columns=${[
                  {
                    name: "received_at",
                    label: "Received",
                    render: (row) =>
                      html`<a href=${address("rejected", { ...args, open: row.rejected_id })}
                        ><${Time} value=${row.received_at}
                      /></a>`,
                  },
                  {
                    name: "event_name",
                    label: "Event",
                    render: (row) => html`<${Said} text=${row.event_name ?? "–"} />`,
                  },
                  {
                    name: "client_id",
                    label: "Client",
                    render: (row) => html`<${Said} text=${row.client_id ?? "–"} />`,
                  },
                  {
                    name: "errors",
                    label: "Faults",
                    className: "wide",
                    render: (row) =>
                      row.errors.map((fault) => html`<div><${Said} text=${fault.message} /></div>`),
                  },
                  { name: "bytes", label: "Size", number: true, render: (row) => bytes(row.bytes) },
                ]}
              />
              ${
                pages.at(-1).older &&
                html`<button type="button" disabled=${busy} onClick=${more}>Older ones</button>`
              }
              <${Beneath} csv=${csv} sql=${sqlOf(args)} />`}<//
    >
    ${
      asking &&
      html`<${AllOf}
        kind=${asking}
        args=${args}
        onDone=${changed}
        onClose=${() => setAsking(null)}
      />`
    }`;
}

/** Replays or discards all of a reason, a thousand at a time, and tells how far it is. */
function AllOf({ kind, args, onDone, onClose }) {
  const [soFar, setSoFar] = useState(null);
  const [patch, setPatch] = useState("");
  const stopped = useRef(false);
  const [run, { busy, error, done }] = useAction(async () => {
    if (patch.trim()) requireObject(patch, "A change");
    const change = patch.trim() && kind === "replay" ? `, "patch": ${patch}` : "";
    const sum = { accepted: 0, duplicates: 0, rejected: 0, discarded: 0 };
    for (let after; !stopped.current;) {
      const answer = await call(
        `${kind}_rejected`,
        // the change goes as it stands: JavaScript would change long numbers
        `${JSON.stringify({ ...reason(args), after }).slice(0, -1)}${change}}`,
        { once: true },
      );
      for (const name of Object.keys(sum)) sum[name] += answer[name] ?? 0;
      setSoFar({ ...sum, left: answer.left });
      after = answer.next;
      if (kind === "replay" ? !after : answer.left === 0 || answer.discarded === 0) break;
    }
    return sum;
  });
  // what was asked for last ends first; nothing more is asked for then
  const close = () => {
    stopped.current = true;
    if (!busy) (soFar ? onDone : onClose)();
  };
  const told =
    soFar &&
    (kind === "replay"
      ? `${count(soFar.accepted)} accepted, ${count(soFar.duplicates)} duplicates, ` +
        `${count(soFar.rejected)} rejected again`
      : `${count(soFar.discarded)} discarded`);
  const progress =
    busy &&
    html`<p role="status">${told ? `${told}, ${count(soFar.left)} left` : "The first 1,000 …"}</p>`;
  if (done) {
    return html`<${Dialog} title="Done" onClose=${onDone}
      ><p role="status">${told}.</p>
      <footer><button type="button" class="main" onClick=${onDone}>Close</button></footer><//
    >`;
  }
  return kind === "discard"
    ? html`<${Confirm}
        title="Discard all of this reason?"
        verb="Discard them"
        busy=${busy}
        error=${error}
        onYes=${run}
        onClose=${close}
      >
        <p>They are deleted and cannot be had back.</p>
        ${progress}<//
      >`
    : html`<${Dialog}
        title="Replay all of this reason?"
        onClose=${close}
        unsaved=${!busy && patch.trim() !== ""}
      >
        <p>
          Each is sent in again. An event that still breaks a rule stays in quarantine, and one that
          was stored before is a duplicate, which leaves it.
        </p>
        <${Field}
          label="Change in each before, as JSON (optional)"
          hint='A JSON Merge Patch: {"price": null} takes the field price away.'
          wide
          >${(id) =>
            html`<textarea
              id=${id}
              class="mono"
              rows="3"
              spellcheck=${false}
              value=${patch}
              onInput=${(e) => setPatch(e.target.value)}
            />`}<//
        >
        ${progress}
        <${Failed} error=${error} />
        <footer>
          <button type="button" onClick=${close}>Cancel</button
          ><button type="button" class="main" disabled=${busy} onClick=${run}>Replay them</button>
        </footer><//
      >`;
}

/** One rejected event: its faults, and its JSON to mend. */
function Mend({ id, session, onChanged, onClose }) {
  const state = useLoad((signal) => call("rejected_event", { id }, { signal }), [id]);
  const [edited, setEdited] = useState(false);
  return html`<${Dialog} title="Rejected event" onClose=${onClose} unsaved=${edited}>
    ${
      state.data
        ? html`<${Mending}
            event=${state.data}
            session=${session}
            onEdited=${setEdited}
            onChanged=${onChanged}
            onClose=${onClose}
          />`
        : state.error
          ? html`<${Failed} error=${state.error} retry=${state.reload} />`
          : html`<${Loading} />`
    }
  <//>`;
}

function Mending({ event, session, onEdited, onChanged, onClose }) {
  const sent = event.payload_text ?? event.raw;
  const [text, setText] = useState(sent ?? "");
  const [discarding, setDiscarding] = useState(false);
  const [act, { busy, error, done }] = useAction(async (kind) => {
    if (kind === "discard") {
      await call("discard_rejected", { ids: [event.rejected_id] }, { once: true });
      return { said: "Discarded.", ended: true };
    }
    // the text goes as it stands: JavaScript would change long numbers
    requireObject(text, "An event");
    if (kind === "try") {
      const answer = await validate(text);
      return answer.rejected ? { errors: answer.errors } : { said: "It would be accepted." };
    }
    const answer = await call("replay_edited", `{"id": "${event.rejected_id}", "event": ${text}}`, {
      once: true,
    });
    if (answer.rejected) return { errors: answer.errors };
    return {
      said: answer.duplicates
        ? "It was stored before: a duplicate. It has left the quarantine."
        : "Accepted. It has left the quarantine.",
      ended: true,
    };
  });
  const run = async (kind) => {
    const result = await act(kind);
    if (!result?.ended) return;
    onEdited(false);
    onChanged();
  };
  if (done?.ended) {
    return html`<p role="status">${done.said}</p>
      <footer><button type="button" class="main" onClick=${onClose}>Close</button></footer>`;
  }
  const faults = done?.said ? [] : (done?.errors ?? event.errors);
  return html`<p class="muted">
      Received <${Time} value=${event.received_at} />, ${bytes(event.bytes)}
    </p>
    ${
      faults.length > 0 &&
      html`<${Table}
        caption="Faults"
        rows=${faults}
        columns=${[
          {
            name: "field",
            label: "Field",
            render: (fault) => html`<code><${Said} text=${fault.field ?? whole} /></code>`,
          },
          {
            name: "code",
            label: "Code",
            className: "nowrap",
            render: (fault) => html`<code>${fault.code}</code>`,
          },
          {
            name: "message",
            label: "Fault",
            className: "wide",
            render: (fault) => html`<${Said} text=${fault.message} />`,
          },
        ]}
      />`
    }
    ${
      event.raw_base64 &&
      html`<p>The bytes that were sent are no UTF-8:</p>
        <${Code} text=${event.raw_base64} name="Bytes in base64" />`
    }
    ${
      session.can.replay
        ? html` <${Field} label="Event as JSON" wide
              >${(field) =>
                html`<textarea
                  id=${field}
                  class="mono"
                  rows="14"
                  spellcheck=${false}
                  value=${text}
                  onInput=${(e) => {
                    setText(e.target.value);
                    onEdited(e.target.value !== (sent ?? ""));
                  }}
                />`}<//
            >
            <${Failed} error=${error} />
            ${done?.said && html`<p class="notice good" role="status">${done.said}</p>`}
            ${
              done?.errors &&
              html`<p class="notice bad" role="alert">It still breaks a rule; see above.</p>`
            }
            <footer>
              ${
                discarding
                  ? html`<span>Discard it for good?</span
                      ><button type="button" onClick=${() => setDiscarding(false)}>No</button>
                      <button
                        type="button"
                        class="danger"
                        disabled=${busy}
                        onClick=${() => run("discard")}
                      >
                        Yes, discard it
                      </button>`
                  : html`<button type="button" onClick=${() => setDiscarding(true)}>Discard</button>
                      <button type="button" disabled=${busy} onClick=${() => run("try")}>
                        Try
                      </button>
                      <button
                        type="button"
                        class="main"
                        disabled=${busy}
                        onClick=${() => run("replay")}
                      >
                        Replay
                      </button>`
              }
            </footer>`
        : sent !== null &&
          html`<${Code} text=${sent} name="Event as JSON" />
            <p class="hint">A key of the scope manage can mend and replay it.</p>`
    }`;
}

/** Ingest's answer to an event; it comes with 422 where the event would be rejected. */
async function validate(text) {
  try {
    return await call("validate", `{"events": [${text}]}`, { once: true });
  } catch (error) {
    if (error.status === 422 && error.body.errors) return error.body;
    throw error;
  }
}

/** Throws an error with a hint where the text is no JSON object. */
function requireObject(text, what) {
  let found;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw Object.assign(new Error("This is no JSON"), { hint: error.message });
  }
  if (found === null || typeof found !== "object" || Array.isArray(found)) {
    throw Object.assign(new Error(`${what} is a JSON object`), {
      hint: "It begins with { and ends with }.",
    });
  }
}
