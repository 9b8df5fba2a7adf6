// Charts: lines by uPlot, bars and sparklines as SVG. Each has its figures beside it as a table,
// or says them in its label.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { html } from "../lib/html.js";
import { count, percent } from "../lib/format.js";

const COLOURS = 8;
export const colour = (at) => `var(--series-${(at % COLOURS) + 1})`;

// uPlot's own labels are those of the US: the least step in seconds, the label, and the label where
// a year, then a day begins
const TIMES = [
  [31536000, "{YYYY}", null, null, null, null, null, null, 1],
  [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [3600, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
];

// an axis of events has no parts of one
const WHOLE = [...Array(16).keys()].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

/** Ticks at the beginnings of periods, as many as have room: a week begins at no round date. */
const ticksAt = (times) => (plot, axis, low, high, step, room) => {
  const shown = times.filter((time) => time >= low && time <= high);
  const every = Math.max(1, Math.ceil((shown.length * room * devicePixelRatio) / plot.bbox.width));
  return shown.filter((_, at) => at % every === 0);
};

const dayOf = uPlot.fmtDate("{D} {MMM}");
const dayAndYear = uPlot.fmtDate("{D} {MMM}\n{YYYY}");
const days = (zone) => (plot, ticks) =>
  ticks
    .map((tick) => uPlot.tzDate(new Date(tick * 1000), zone))
    .map((day, at, all) =>
      day.getFullYear() === all[at - 1]?.getFullYear() ? dayOf(day) : dayAndYear(day),
    );

/**
 * Lines over time. `times`: seconds since 1970. `series`: {label, values, dashed}. `label` says
 * what the chart shows, for those who do not see it. `weeks`: each time begins a week. `parts`: the
 * values may lie between whole numbers.
 */
export function Lines({
  times,
  series,
  label,
  height = 280,
  dateOnly,
  weeks,
  parts = false,
  zone = "UTC",
}) {
  const holder = useRef(null);
  const scheme = useScheme();
  useEffect(() => {
    const node = holder.current;
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: read("--muted"),
      grid: { stroke: read("--line"), width: 1 },
      ticks: { stroke: read("--line"), width: 1 },
      font: "12px system-ui, sans-serif",
    };
    const plot = new uPlot(
      {
        width: node.clientWidth,
        height,
        tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
        scales: {
          x: { time: true },
          y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.05 : 1] },
        },
        axes: [
          weeks
            ? { ...axis, splits: ticksAt(times), values: days(zone) }
            : { ...axis, values: TIMES },
          {
            ...axis,
            ...(parts ? {} : { incrs: WHOLE }),
            size: 64,
            values: (_, ticks) => ticks.map((tick) => count(tick)),
          },
        ],
        series: [
          { value: dateOnly ? "{YYYY}-{MM}-{DD}" : "{YYYY}-{MM}-{DD} {HH}:{mm}" },
          ...series.map((one, at) => ({
            label: one.label,
            stroke: read(`--series-${((one.colour ?? at) % COLOURS) + 1}`),
            width: 2,
            dash: one.dashed ? [5, 5] : undefined,
            points: { show: times.length < 40 },
            value: (_, value) => count(value),
          })),
        ],
        legend: {
          live: true,
          markers: { dash: (plot, at) => (plot.series[at].dash ? "dashed" : "solid") },
        },
      },
      [times, ...series.map((one) => one.values)],
      node,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: node.clientWidth, height }));
    resize.observe(node);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [times, series, height, weeks, parts, zone, scheme]);
  return html`<div class="chart" role="img" aria-label=${label} ref=${holder}></div>`;
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Whether the colours are dark; they change while the page is open, too. */
function useScheme() {
  const [isDark, setDark] = useState(dark.matches);
  useEffect(() => {
    const changed = () => setDark(dark.matches);
    dark.addEventListener("change", changed);
    return () => dark.removeEventListener("change", changed);
  }, []);
  return isDark;
}

/** A row of small bars, oldest first. */
export function Sparkline({ values, label }) {
  const highest = Math.max(1, ...values);
  const step = 3;
  return html`<svg
    class="sparkline"
    role="img"
    aria-label=${label}
    viewBox=${`0 0 ${values.length * step} 20`}
    width=${values.length * step}
    height="20"
    preserveAspectRatio="none"
  >
    ${values.map(
      (value, at) =>
        value > 0 &&
        html`<rect
          x=${at * step}
          width=${step - 1}
          y=${20 - Math.max(1, (value / highest) * 20)}
          height=${Math.max(1, (value / highest) * 20)}
        />`,
    )}
  </svg>`;
}

/** A share as a bar behind its figure. */
export function Share({ value, digits = 1 }) {
  const width = Math.max(0, Math.min(1, value ?? 0)) * 100;
  return html`<span class="share"
    ><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="8" />
      <rect width=${width} height="8" />
    </svg>
    <span>${percent(value, digits)}</span></span
  >`;
}
