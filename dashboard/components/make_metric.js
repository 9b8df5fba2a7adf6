// The form that makes a metric.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { call } from "../lib/api.js";
import { useAction } from "../lib/load.js";
import { OF_NUMBERS } from "../lib/metric.js";
import { Dialog, Failed, Field, Select } from "./basics.js";
import { EventPicker, PropertiesPicker, PropertyPicker } from "./pickers.js";
import { Filters } from "./whom.js";

/** start: the beginning of the form, such as what a trend has asked. */
export function MakeMetric({ start, onDone, onClose }) {
  const [form, setForm] = useState({
    name: "",
    event: "",
    number: "",
    measures: [],
    by: [],
    every: "day",
    description: "",
    ...start,
  });
  const put = (changes) => setForm((before) => ({ ...before, ...changes }));
  const [save, { busy, error }] = useAction(async () => {
    const definition = {
      event: form.event,
      measures: form.number ? form.measures : ["count"],
      by: form.by,
      every: form.every,
      aggregate: Boolean(form.aggregate),
      ...(form.number ? { number: form.number } : {}),
      ...(form.filter ? { filter: form.filter } : {}),
      ...(form.description ? { description: form.description } : {}),
    };
    await call("create_metric", { name: form.name, definition }, { once: true });
    onDone();
  });
  return html`<${Dialog}
    title="New metric"
    onClose=${onClose}
    unsaved=${Boolean(form.name || form.event)}
  >
    <form
      onSubmit=${(e) => {
        e.preventDefault();
        save();
      }}
    >
      <${Field} label="Name" hint="That of its view: small letters, digits and _" wide
        >${(id) =>
          html`<input
            id=${id}
            required
            maxlength="63"
            autocomplete="off"
            spellcheck=${false}
            value=${form.name}
            onInput=${(e) => put({ name: e.target.value })}
          />`}<//
      >
      <${EventPicker}
        value=${form.event}
        onPick=${(event) => put({ event, number: "", measures: [], by: [], filter: undefined })}
      />
      <${PropertyPicker}
        label="Number"
        event=${form.event}
        value=${form.number}
        hint="A property whose numbers are measured; events are counted always"
        onPick=${(number) =>
          put({ number, measures: number && form.measures.length === 0 ? ["sum"] : form.measures })}
      />
      ${
        form.number &&
        html`<fieldset class="filters">
          <legend>Of its numbers</legend>
          <p class="buttons">
            ${OF_NUMBERS.map(
              ([name, label]) =>
                html`<label class="check"
                  ><input
                    type="checkbox"
                    checked=${form.measures.includes(name)}
                    onChange=${(e) =>
                      put({
                        measures: e.target.checked
                          ? [...form.measures, name]
                          : form.measures.filter((one) => one !== name),
                      })}
                  />${label}</label
                >`,
            )}
          </p>
        </fieldset>`
      }
      <${PropertiesPicker}
        label="By, at most 4"
        event=${form.event}
        most=${4}
        value=${form.by}
        onChange=${(by) => put({ by })}
      />
      <${Select}
        label="Every"
        value=${form.every}
        options=${[
          ["day", "Day"],
          ["hour", "Hour"],
        ]}
        hint="Days are those of UTC; weeks and months are sums of days"
        onChange=${(every) => put({ every })}
      />
      ${
        form.event &&
        html`<${Filters}
          key=${form.event}
          legend="Only events where"
          event=${form.event}
          filter=${form.filter}
          onChange=${(filter) => put({ filter })}
        />`
      }
      <${Field} label="Description" wide
        >${(id) =>
          html`<input
            id=${id}
            maxlength="1000"
            value=${form.description}
            onInput=${(e) => put({ description: e.target.value })}
          />`}<//
      >
      <p>
        <label class="check"
          ><input
            type="checkbox"
            checked=${Boolean(form.aggregate)}
            onChange=${(e) => put({ aggregate: e.target.checked })}
          />Readers with the scope aggregate may read it</label
        >
      </p>
      ${
        form.aggregate &&
        html`<div class="notice warn">
          <p>
            They see no event and no client, but the values of the properties that it groups by. Do
            not group by an email address.
          </p>
        </div>`
      }
      <p class="hint">The next round of maintenance counts the days that are over.</p>
      <${Failed} error=${error} />
      <footer>
        <button type="button" onClick=${onClose}>Cancel</button
        ><button
          type="submit"
          class="main"
          disabled=${busy || !form.event || (form.number !== "" && form.measures.length === 0)}
        >
          Make it
        </button>
      </footer>
    </form>
  <//>`;
}
