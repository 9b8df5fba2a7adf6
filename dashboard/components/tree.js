// A JSON value as a tree. Whatever it holds is text. Long texts and many keys come in parts.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { Exact } from "../lib/exact.js";
import { count } from "../lib/format.js";
import { Said } from "./said.js";

const KEYS = 100; // keys and items that are shown at once
const LETTERS = 2000;

const isLeaf = (value) => value === null || typeof value !== "object" || value instanceof Exact;

export function Tree({ value, label = "properties" }) {
  if (isLeaf(value)) return html`<${Leaf} value=${value} />`;
  return html`<div class="tree" role="group" aria-label=${label}>
    <${Branch} value=${value} />
  </div>`;
}

function Branch({ value }) {
  const [shown, setShown] = useState(KEYS);
  const keys = Object.keys(value);
  if (keys.length === 0)
    return html`<span class="muted">${Array.isArray(value) ? "[ ]" : "{ }"}</span>`;
  return html`<ul>
    ${keys
      .slice(0, shown)
      .map((key) => html`<li key=${key}><${Pair} name=${key} value=${value[key]} /></li>`)}
    ${
      keys.length > shown &&
      html`<li>
        <button type="button" class="small" onClick=${() => setShown(shown + 10 * KEYS)}>
          ${count(Math.min(10 * KEYS, keys.length - shown))} more of ${count(keys.length)}
        </button>
      </li>`
    }
  </ul>`;
}

function Pair({ name, value }) {
  const [open, setOpen] = useState(false);
  if (isLeaf(value)) {
    return html`<span class="key"><${Said} text=${cut(name)} /></span> <${Leaf} value=${value} />`;
  }
  const size = Array.isArray(value)
    ? `[${count(value.length)}]`
    : `{${count(Object.keys(value).length)}}`;
  return html`<details open=${open} onToggle=${(e) => setOpen(e.target.open)}>
    <summary>
      <span class="key"><${Said} text=${cut(name)} /></span> <span class="muted">${size}</span>
    </summary>
    ${open && html`<${Branch} value=${value} />`}
  </details>`;
}

function Leaf({ value }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string")
    return html`<span class=${`leaf ${value instanceof Exact ? "number" : typeof value}`}
      >${String(value)}</span
    >`;
  const long = value.length > LETTERS && !whole;
  return html`<span class="leaf string"
      ><${Said} text=${long ? value.slice(0, LETTERS) : value}
    /></span>
    ${
      long &&
      html` <button type="button" class="small" onClick=${() => setWhole(true)}>
        … ${count(value.length)} characters
      </button>`
    }`;
}

const cut = (text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
