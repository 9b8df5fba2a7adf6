// The controls that reports share: events, a property, a time, a time zone.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { count } from "../lib/format.js";
import { useEvents, useProperties } from "../lib/catalogue.js";
import { RANGES, zones } from "../lib/range.js";
import { zone as own } from "../lib/format.js";
import { Field, Select } from "./basics.js";
import { Said } from "./said.js";

/** An input that offers names as one types. `onPick` gets a name; an unknown one too. */
export function Suggest({ label, value = "", names, onPick, hint, placeholder, clear = false }) {
  const [text, setText] = useState(null);
  const listed = useId();
  const pick = (picked) => {
    setText(null);
    if (picked !== value) onPick(picked);
  };
  return html`<${Field} label=${label} hint=${hint}
    >${(id) =>
      html` <input
          id=${id}
          list=${listed}
          value=${text ?? value}
          placeholder=${placeholder}
          autocomplete="off"
          spellcheck=${false}
          maxlength="1024"
          onInput=${(e) => {
            setText(e.target.value);
            // a choice from the list comes as one input, typed letters come one by one
            if (e.inputType === "insertReplacementText" || e.inputType === undefined)
              pick(e.target.value);
          }}
          onKeyDown=${(e) => {
            if (e.key === "Enter") {
              e.preventDefault();
              pick(e.target.value);
            }
          }}
          onBlur=${(e) => {
            const left = e.target.value;
            // a field that adds to a list takes a name as it is left, and nothing half typed
            if (!clear || names.some(([name]) => name === left)) pick(left);
            else setText(null);
          }}
        />
        <datalist id=${listed}>
          ${names.map(([name, note]) => html`<option value=${name}>${note}</option>`)}
        </datalist>`}<//
  >`;
}

const named = (events) =>
  (events ?? []).map((one) => [one.event_name, `${count(one.events)} events`]);

export function EventPicker({ label = "Event", value, onPick, hint, placeholder }) {
  const events = useEvents();
  return html`<${Suggest}
    label=${label}
    value=${value}
    names=${named(events.data)}
    onPick=${onPick}
    hint=${hint}
    placeholder=${placeholder}
  />`;
}

/** Several names in an order. They can be moved where the order counts. */
function NamesPicker({ label, value, onChange, most, names, placeholder, ordered = false }) {
  const box = useRef(null);
  const next = useRef(null); // what gets the focus, because the button that had it goes away
  useEffect(() => {
    if (next.current) box.current.querySelector(next.current)?.focus();
    next.current = null;
  }, [JSON.stringify(value)]);
  const changeTo = (changed, focus) => {
    next.current = focus;
    onChange(changed);
  };
  const without = (at) => value.filter((_, other) => other !== at);
  const swap = (at) =>
    value.map((name, other) =>
      other === at - 1 ? value[at] : other === at ? value[at - 1] : name,
    );
  return html`<div class="field wide" ref=${box}>
    ${
      value.length < most &&
      html`<${Suggest}
        label=${label}
        value=""
        clear
        names=${names}
        placeholder=${placeholder}
        onPick=${(name) => {
          // a step of a funnel may come twice, a line of a chart may not
          if (name && (ordered || !value.includes(name))) onChange([...value, name]);
        }}
      />`
    }
    ${value.length >= most && html`<span class="label">${label}</span>`}
    <ul class="chips" aria-label=${`${label} that are chosen`}>
      ${value.map(
        (name, at) =>
          html`<li key=${`${at} ${name}`}>
            ${ordered && html`<span class="muted">${at + 1}</span>`} <${Said} text=${name} />
            ${
              ordered &&
              at > 0 &&
              html`<button
                type="button"
                class="plain"
                aria-label=${`Move ${name} before ${value[at - 1]}`}
                onClick=${() => changeTo(swap(at), `li:nth-child(${at}) button`)}
              >
                ↑
              </button>`
            }
            <button
              type="button"
              class="plain"
              aria-label=${`Leave ${name} out`}
              onClick=${() => changeTo(without(at), "input")}
            >
              ✕
            </button>
          </li>`,
      )}
    </ul>
  </div>`;
}

/** Several events in an order. */
export function EventsPicker({ label = "Events", ...rest }) {
  const events = useEvents();
  return html`<${NamesPicker}
    label=${label}
    names=${named(events.data)}
    placeholder="Add an event"
    ...${rest}
  />`;
}

const propertiesOf = (found) =>
  (found ?? []).map((one) => [one.property, `${count(one.events)} events`]);

export function PropertiesPicker({ label, event, ...rest }) {
  const properties = useProperties(event);
  return html`<${NamesPicker}
    label=${label}
    names=${propertiesOf(properties.data)}
    placeholder=${event ? "Add a property" : "choose an event first"}
    ...${rest}
  />`;
}

export function PropertyPicker({ label = "Broken down by", event, value, onPick, hint }) {
  const properties = useProperties(event);
  return html`<${Suggest}
    label=${label}
    value=${value}
    names=${propertiesOf(properties.data)}
    onPick=${onPick}
    hint=${hint}
    placeholder=${event ? "nothing" : "choose an event first"}
  />`;
}

// an address may hold anything, and a browser warns of a value that is no date
const dated = (text) => (Number.isNaN(Date.parse(`${text}T00:00:00Z`)) ? "" : text);

/** The time of a report; `args` has last, or from and to. */
export function Range({ args, onChange }) {
  const last = args.last ?? "30d";
  return html`<${Select}
      label="Time"
      value=${last}
      options=${RANGES}
      onChange=${(value) => onChange({ last: value })}
    />
    ${
      last === "custom" &&
      html`<${Field} label="First day"
          >${(id) =>
            html`<input
              id=${id}
              type="date"
              value=${dated(args.from)}
              onChange=${(e) => onChange({ from: e.target.value })}
            />`}<//
        >
        <${Field} label="Last day"
          >${(id) =>
            html`<input
              id=${id}
              type="date"
              value=${dated(args.to)}
              onChange=${(e) => onChange({ to: e.target.value })}
            />`}<//
        >`
    }`;
}

export function Zone({ value, onChange }) {
  return html`<${Suggest}
    label="Time zone"
    value=${value}
    onPick=${(name) => onChange(name || own)}
    names=${zones(own).map((name) => [name, ""])}
  />`;
}
