// The controls for whom a report counts and which events: the unit, a cohort, filters.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { useCohorts } from "../lib/catalogue.js";
import { OPERATORS, fromRows, kindOf, readFilter, toRows } from "../lib/filter.js";
import { Field, Select } from "./basics.js";
import { PropertyPicker } from "./pickers.js";

/**
 * `event`: the event whose properties are offered. `change` writes to the address. `legend`: what
 * the filters are of.
 */
export function Whom({ args, change, event, legend }) {
  const filter = readFilter(args.filter);
  const unit = args.unit || "client";
  const known = ["client", "person"].includes(unit);
  const [byProperty, setByProperty] = useState(!known);
  const [open, setOpen] = useState(false);
  const told = [
    unit === "person" && "persons",
    !known && unit,
    args.cohort && `cohort ${args.cohort}`,
    filter && `${toRows(filter).length === 1 ? "1 filter" : `${toRows(filter).length} filters`}`,
  ].filter(Boolean);
  const cohorts = useCohorts(open || told.length > 0);
  const names = (cohorts.data ?? []).map((one) => one.name);
  return html`<details
    class="whom"
    open=${told.length > 0}
    onToggle=${(e) => setOpen(e.currentTarget.open)}
  >
    <summary>
      Who and which
      <span class="muted">${told.length > 0 ? told.join(", ") : "persons, a cohort, filters"}</span>
    </summary>
    <div class="controls">
      <${Select}
        label="Count by"
        value=${byProperty ? "property" : unit}
        options=${[
          ["client", "Client"],
          ["person", "Person"],
          ["property", "A property"],
        ]}
        onChange=${(picked) => {
          setByProperty(picked === "property");
          change({ unit: picked === "person" ? "person" : "" });
        }}
      />
      ${
        byProperty &&
        html`<${PropertyPicker}
          label="Property to count by"
          event=${event}
          value=${known ? "" : unit}
          onPick=${(property) => change({ unit: property })}
          hint="Such as the id of an account"
        />`
      }
      <${Select}
        label="Cohort"
        value=${args.cohort ?? ""}
        options=${[
          ["", "Everybody"],
          ...[...new Set([...names, ...(args.cohort ? [args.cohort] : [])])].map((name) => [
            name,
            name,
          ]),
        ]}
        onChange=${(cohort) => change({ cohort })}
      />
    </div>
    <${Filters}
      key=${event}
      legend=${legend}
      filter=${filter}
      event=${event}
      onChange=${(asked) => change({ filter: asked ? JSON.stringify(asked) : "" })}
    />
  </details>`;
}

/** Rows of conditions. `onChange` gets the filter, or undefined. */
export function Filters({ filter, event, onChange, legend = "Filters" }) {
  // the rows of the filter, and below them those that are not complete yet
  const [rows, setRows] = useState(() => toRows(filter));
  const put = (changed) => {
    setRows(changed);
    onChange(fromRows(changed));
  };
  const set = (at, part, value) =>
    put(
      rows.map((row, other) =>
        other === at ? row.map((old, place) => (place === part ? value : old)) : row,
      ),
    );
  return html`<fieldset class="filters">
    <legend>${legend}</legend>
    ${rows.map(
      ([property, operator, text], at) =>
        html`<div class="controls" key=${at}>
          <${PropertyPicker}
            label=${`Property ${at + 1}`}
            event=${event}
            value=${property}
            onPick=${(picked) => set(at, 0, picked)}
          />
          <${Select}
            label=${`Condition ${at + 1}`}
            value=${operator}
            options=${OPERATORS.map(([name, label]) => [name, label])}
            onChange=${(picked) => set(at, 1, picked)}
          />
          ${
            kindOf(operator) !== "none" &&
            html`<${Field}
              label=${`Value ${at + 1}`}
              hint=${
                kindOf(operator) === "several"
                  ? "Commas between values"
                  : kindOf(operator) === "one" && '10 is a number, "10" a text'
              }
              >${(id) =>
                html`<input
                  id=${id}
                  value=${text}
                  autocomplete="off"
                  spellcheck=${false}
                  maxlength="1024"
                  onChange=${(e) => set(at, 2, e.target.value)}
                />`}<//
            >`
          }
          <button
            type="button"
            class="plain"
            aria-label=${`Remove filter ${at + 1}`}
            onClick=${() => put(rows.filter((_, other) => other !== at))}
          >
            ✕
          </button>
        </div>`,
    )}
    <button type="button" class="small" onClick=${() => setRows([...rows, ["", "eq", ""]])}>
      Add a filter
    </button>
  </fieldset>`;
}
