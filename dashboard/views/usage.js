// Usage: how much comes in, how much is rejected, what the disk holds, who used what when.
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useLoad } from "../lib/load.js";
import { fileName } from "../lib/report.js";
import { download, toCsv } from "../lib/csv.js";
import { bytes, count, percent } from "../lib/format.js";
import { Beneath, Loaded, Select, Time } from "../components/basics.js";
import { Lines } from "../components/chart.js";
import { Said } from "../components/said.js";
import { Table } from "../components/table.js";
import { replaceArgs } from "../lib/route.js";

const DAYS = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["366", "366 days"],
];
const COLUMNS = ["day", "events", "rejected"];
const PARTS = [
  ["events", "Events"],
  ["event_indexes", "Indexes of events"],
  ["ledger", "Ledger of ids"],
  ["quarantine", "Quarantine"],
  ["rollups", "Rollups"],
  ["other", "Other"],
  ["total", "Total"],
];

export function Usage({ session, args }) {
  const days = Number(args.days ?? 30) || 30;
  const state = useLoad((signal) => call("usage", { days }, { signal }), [days]);
  return html`<div class="title">
      <h1>Usage</h1>
      <p>What comes in, and what it takes</p>
    </div>
    <div class="controls">
      <${Select}
        label="Time"
        value=${String(days)}
        options=${DAYS}
        onChange=${(value) => replaceArgs("usage", { days: value })}
      />
    </div>
    <${Loaded} state=${state}
      >${(usage) => html`<${Shown} usage=${usage} days=${days} session=${session} />`}<//
    >`;
}

function Shown({ usage, days, session }) {
  const sum = (name) => usage.days.reduce((total, day) => total + (day[name] ?? 0), 0);
  const { quarantine, maintenance, retention } = usage;
  const times = usage.days.map((day) => Date.parse(day.day) / 1000);
  const series = [
    { label: "Events", values: usage.days.map((day) => day.events) },
    { label: "Rejected", values: usage.days.map((day) => day.rejected) },
  ];
  return html`<dl class="cards">
      <${Card} name=${`Events in ${days} days`} value=${count(sum("events"))} />
      <${Card}
        name="Rejected"
        value=${`${count(sum("rejected"))} (${percent(usage.rejected_share)})`}
      />
      <${Card} name="Events stored" value=${count(usage.events)} hint="estimate" />
      <${Card} name="On disk" value=${bytes(usage.bytes.total)} />
    </dl>
    <${Lines}
      times=${times}
      series=${series}
      dateOnly
      label=${`${count(sum("events"))} events in ${days} days, ${count(sum("rejected"))} rejected`}
    />
    <p class="hint">
      Days are those of UTC. Events count for the day when they happened, rejected ones for the day
      when they came, as long as quarantine keeps them.
    </p>
    <h2>Disk</h2>
    <${Table}
      caption="Disk"
      rows=${PARTS.map(([name, label]) => ({ name, label }))}
      keyOf=${(row) => row.name}
      columns=${[
        { name: "label", label: "Part" },
        {
          name: "bytes",
          label: "Size",
          number: true,
          render: (row) => bytes(usage.bytes[row.name]),
        },
        {
          name: "share",
          label: "Share",
          number: true,
          render: (row) => percent(usage.bytes[row.name] / (usage.bytes.total || 1), 0),
        },
      ]}
    />
    <p>
      ${count(usage.partitions)} months, ${usage.oldest_month ?? "–"} to
      ${usage.newest_month ?? "–"}.
      ${
        retention.months
          ? ` Events are kept for ${count(retention.months)} months.`
          : " Events are kept without end."
      }
    </p>
    <h2>Quarantine</h2>
    <p>
      ${count(quarantine.events)} of ${count(quarantine.max_events)} rejected events,
      ${bytes(quarantine.bytes)} of ${bytes(quarantine.max_bytes)}; each is kept for
      ${count(quarantine.max_days)} days.
      ${
        quarantine.not_kept > 0 &&
        html` <strong>${count(quarantine.not_kept)} were not kept, because it was full.</strong>`
      }
    </p>
    <h2>Maintenance</h2>
    <p>
      Last round: <${Time} value=${maintenance.done_at} relative />.
      ${
        maintenance.rolled_up_until &&
        html` Days before <${Time} value=${maintenance.rolled_up_until} /> are counted beforehand.`
      }
    </p>
    ${
      maintenance.failed_at &&
      html`<div class="notice bad">
        <p>
          <strong>A step failed <${Time} value=${maintenance.failed_at} relative />.</strong>
        </p>
        ${maintenance.failure && html`<p>${maintenance.failure}</p>`}
      </div>`
    }
    ${usage.keys && html`<${Used} usage=${usage} />`}
    <${Beneath}
      csv=${() => download(fileName(session, "usage"), toCsv(usage.days, COLUMNS))}
      sql=${sqlOf(usage.days[0].day)}
    />`;
}

const sqlOf = (day) => `select d.day, sum(d.events) as events, sum(d.rejected) as rejected
from (
    select a.day, a.events, 0 as rejected
    from daily_activity(since => '${day}') as a
    union all
    select (r.received_at at time zone 'UTC')::date, 0, 1
    from rejected_events as r
    where r.received_at >= '${day}Z'
) as d
group by d.day
order by d.day;`;

function Card({ name, value, hint }) {
  return html`<div class="card">
    <dt>${name}</dt>
    <dd>${value}${hint && html` <span class="hint">${hint}</span>`}</dd>
  </div>`;
}

function Used({ usage }) {
  return html`<h2>Keys and tokens</h2>
    <${Table}
      caption="Keys and tokens"
      rows=${usage.keys}
      columns=${[
        { name: "name", label: "Name", render: (row) => html`<${Said} text=${row.name} />` },
        { name: "kind", label: "Kind" },
        { name: "scope", label: "Scope" },
        { name: "state", label: "State" },
        {
          name: "used_at",
          label: "Last used",
          render: (row) =>
            row.scope === "ingest"
              ? html`<${Time} value=${row.used_at} relative />`
              : html`<span class="muted">not kept</span>`,
        },
      ]}
    />
    <h2>PSQL URLs</h2>
    <${Table}
      caption="PSQL URLs"
      rows=${usage.urls}
      columns=${[
        { name: "name", label: "Name" },
        { name: "scope", label: "Scope" },
        { name: "state", label: "State" },
        {
          name: "connections_now",
          label: "Connected now",
          number: true,
          render: (row) => `${count(row.connections_now)} of ${count(row.connections)}`,
        },
        {
          name: "seen_at",
          label: "Last seen",
          render: (row) => html`<${Time} value=${row.seen_at} relative />`,
        },
      ]}
    />`;
}
