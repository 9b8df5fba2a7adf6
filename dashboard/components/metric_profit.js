// Which trends would profit from a metric.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { forgetAsked, metricFor, readAsked, wouldProfit } from "../lib/asked.js";
import { inWords } from "../lib/filter.js";
import { count } from "../lib/format.js";
import { address } from "../lib/route.js";
import { Said } from "./said.js";
import { Table } from "./table.js";

/** Trends that this browser has asked often and waited for, and that a metric would answer. */
export function Profit({ session, metrics, onMake }) {
  const [, redraw] = useState(0);
  const found = wouldProfit(session.tenant, metrics);
  const isKept = readAsked(session.tenant).length > 0;
  return html`<h2>What would profit from a metric</h2>
    <p class="muted">
      This browser remembers the last 50 trends that were asked in it, and how long they took; no
      other one knows them. Here stand those that were asked at least 3 times, took over 0.3
      seconds, and have no metric. A metric has days of UTC, and counts events or numbers, not
      clients.
    </p>
    ${
      found.length === 0
        ? html`<p>No trend of this browser would profit from one.</p>`
        : html`<${Table}
            caption="What would profit"
            rows=${found}
            keyOf=${(row) => JSON.stringify(row.question)}
            columns=${[
              {
                name: "question",
                label: "Trend",
                className: "wide",
                render: ({ question }) => html`<${Question} question=${question} />`,
              },
              {
                name: "count",
                label: "Asked",
                number: true,
                render: (row) => `${row.count} times`,
              },
              {
                name: "median",
                label: "Took",
                number: true,
                render: (row) => `${count(row.median / 1000)} s`,
              },
              ...(onMake
                ? [
                    {
                      name: "make",
                      label: "Make",
                      render: ({ question }) =>
                        html`<button
                          type="button"
                          class="small"
                          aria-label=${`Make a metric of ${said(question)}`}
                          onClick=${() => onMake(metricFor(question))}
                        >
                          Make a metric
                        </button>`,
                    },
                  ]
                : []),
            ]}
          />`
    }
    ${
      isKept &&
      html`<p>
        <button
          type="button"
          class="small"
          onClick=${() => {
            forgetAsked(session.tenant);
            redraw((n) => n + 1);
          }}
        >
          Forget what was asked here
        </button>
      </p>`
    }`;
}

function Question({ question }) {
  const { event, measure, property, by, filter, hourly } = question;
  const link = address("trends", {
    event,
    measure,
    property,
    by,
    filter: filter && JSON.stringify(filter),
    every: hourly ? "hour" : "day",
    zone: "UTC",
  });
  return html`<a href=${link}><${Said} text=${said(question)} /></a> ${
      filter && html`<div class="hint">where <${Said} text=${inWords(filter)} /></div>`
    }`;
}

/** A question in words: sum of price in purchase, by country. */
function said({ event, measure, property, by, hourly }) {
  const what =
    measure === "events" ? `number of ${event}` : `${measure} of ${property} in ${event}`;
  return [what, by && `by ${by}`, hourly && "by hour"].filter(Boolean).join(", ");
}
