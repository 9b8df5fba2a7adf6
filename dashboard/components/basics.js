// Small parts that every view uses.
import { useEffect, useErrorBoundary, useId, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { ago, clock, time, utc } from "../lib/format.js";

/** A time in the reader's zone; the pointer shows it in UTC. */
export function Time({ value, relative = false, short = false }) {
  if (!value) return html`<span class="muted">–</span>`;
  const shown = relative ? ago(value) : short ? clock(value) : time(value);
  const title = relative || short ? `${time(value)}\n${utc(value)}` : utc(value);
  return html`<time datetime=${value} title=${title}>${shown}</time>`;
}

/** An error as the API tells it: what, why, and what to do. */
export function Failed({ error, retry }) {
  if (!error) return null;
  return html`<div class="notice bad" role="alert">
    <p><strong>${error.message}</strong></p>
    ${error.details && html`<p>${error.details}</p>`} ${error.hint && html`<p>${error.hint}</p>`}
    ${error.isAway && html`<p class="muted">This page asks again by itself.</p>`}
    ${retry && !error.isAway && html`<button type="button" onClick=${retry}>Try again</button>`}
  </div>`;
}

/** Shows an error of the page's own code in the place of what it could not draw. */
export function Guarded({ at, children }) {
  const [error, reset] = useErrorBoundary();
  useEffect(() => error && reset(), [at]);
  if (!error) return children;
  return html`<div class="notice bad" role="alert">
    <h1>This view cannot be shown</h1>
    <p>The page has a fault here, or its address has an argument that it does not know.</p>
    <p><code>${String(error.message ?? error)}</code></p>
    <button type="button" onClick=${reset}>Try again</button>
  </div>`;
}

export function Empty({ title, children }) {
  return html`<div class="empty">
    <p><strong>${title}</strong></p>
    ${children}
  </div>`;
}

export const Loading = ({ what = "Loading" }) =>
  html`<p class="loading" role="status">${what} …</p>`;

/** Shows what useLoad has: the error, the wait for the first data, or `children(data)`. */
export function Loaded({ state, children }) {
  if (state.error && state.data === undefined) {
    return html`<${Failed} error=${state.error} retry=${state.reload} />`;
  }
  if (state.data === undefined) return html`<${Loading} />`;
  return html`<div
    aria-busy=${state.loading}
    class=${state.loading ? "stale" : ""}
    inert=${Boolean(state.stale)}
  >
    ${state.error && html`<${Failed} error=${state.error} retry=${state.reload} />`}
    ${children(state.data)}
  </div>`;
}

/** A field with its label. `children` is a function of the id that the input has to have. */
export function Field({ label, hint, children, wide = false }) {
  const id = useId();
  useEffect(() => {
    if (hint) document.getElementById(id)?.setAttribute("aria-describedby", `${id}-hint`);
  });
  return html`<div class=${wide ? "field wide" : "field"}>
    <label for=${id}>${label}</label>
    ${children(id)} ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

export function Select({ label, value, options, onChange, hint }) {
  return html`<${Field} label=${label} hint=${hint}
    >${(id) =>
      html` <select id=${id} value=${value} onChange=${(e) => onChange(e.target.value)}>
        ${options.map((option) => {
          const [key, text] = [].concat(option, option);
          return html`<option value=${key} selected=${key === value}>${text}</option>`;
        })}
      </select>`}<//
  >`;
}

/** A checkbox whose state stands in the address: "1" or nothing. */
export function Check({ value, onChange, children }) {
  return html`<label class="check"
    ><input
      type="checkbox"
      checked=${value === "1"}
      onChange=${(e) => onChange(e.target.checked ? "1" : "")}
    />${children}</label
  >`;
}

/** Copies `text`. Without https the browser gives pages no clipboard, so the older way is there. */
export function Copy({ text, label = "Copy", name }) {
  const [state, setState] = useState("");
  useEffect(() => {
    if (!state) return undefined;
    const timer = setTimeout(() => setState(""), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(text)) ? "Copied" : "Select it and copy");
  return html`<span class="copy">
    <button
      type="button"
      class="small"
      aria-label=${name && !state ? `${label}: ${name}` : undefined}
      onClick=${copy}
    >
      ${state || label}
    </button>
    <span class="visually-hidden" role="status">${state}</span>
  </span>`;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    // inside an open dialog, because the rest of the page cannot be selected then
    const host = document.querySelector("dialog[open]") || document.body;
    host.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** Text to copy: a command, a query, a URL. */
export function Code({ text, label = "Copy", name = "Text to copy" }) {
  return html`<div class="code">
    <pre tabindex="0" role="region" aria-label=${name}><code>${text}</code></pre>
    <${Copy} text=${text} label=${label} name=${name} />
  </div>`;
}

/** Tabs with the keys of the keyboard that people expect. `tabs` is a list of [name, label]. */
export function Tabs({ tabs, value, onChange, label, children }) {
  const id = useId();
  const chosen = tabs.findIndex(([name]) => name === value);
  const move = (event) => {
    const last = tabs.length - 1;
    const next = {
      ArrowRight: chosen === last ? 0 : chosen + 1,
      ArrowLeft: chosen === 0 ? last : chosen - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onChange(tabs[next][0]);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
      ${tabs.map(
        ([name, text], at) =>
          html`<button
            type="button"
            role="tab"
            id=${`${id}-${at}`}
            aria-selected=${name === value}
            aria-controls=${`${id}-panel`}
            tabindex=${name === value ? 0 : -1}
            onClick=${() => onChange(name)}
          >
            ${text}
          </button>`,
      )}
    </div>
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${chosen}`}>
      ${children}
    </div>`;
}

/**
 * A dialog over the page. The browser keeps the focus inside, and Escape closes it, but one that is
 * to `stay`: it shows a secret, or gets one. One with `unsaved` work asks before that is lost.
 */
export function Dialog({ title, onClose, stay = false, unsaved = false, children }) {
  const ref = useRef(null);
  const id = useId();
  const [asking, setAsking] = useState(false);
  const close = () => (unsaved ? setAsking(true) : onClose());
  const leave = useRef();
  leave.current = stay ? () => {} : close;
  useEffect(() => {
    const before = document.activeElement;
    ref.current.showModal();
    // a second Escape closes a dialog whatever the page says, so the browser gets none
    const escape = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      leave.current();
    };
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("keydown", escape);
      before?.focus?.();
    };
  }, []);
  return html`<dialog
    ref=${ref}
    aria-labelledby=${id}
    onClose=${() => {
      // the browser has closed it, as Back does on a phone
      if (stay || unsaved) ref.current.showModal();
      leave.current();
    }}
    onCancel=${(e) => {
      e.preventDefault();
      leave.current();
    }}
  >
    <header>
      <h2 id=${id}>${title}</h2>
      <button type="button" class="plain" aria-label="Close" onClick=${close}>✕</button>
    </header>
    ${
      asking &&
      unsaved &&
      html`<div class="notice warn" role="alert">
        <p><strong>What you have written is not sent yet.</strong></p>
        <p class="buttons">
          <button type="button" onClick=${() => setAsking(false)}>Go on writing</button>
          <button type="button" class="danger" onClick=${onClose}>Throw it away</button>
        </p>
      </div>`
    }
    ${children}
  </dialog>`;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, children, verb, onYes, onClose, busy, error }) {
  return html`<${Dialog} title=${title} onClose=${onClose} stay=${busy}>
    ${children}
    <${Failed} error=${error} />
    <footer>
      <button type="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="danger" disabled=${busy} onClick=${onYes}>${verb}</button>
    </footer>
  <//>`;
}

/** The SQL of a report and its figures as a file. */
export function Beneath({ sql, csv }) {
  return html`<div class="beneath">
    ${csv && html`<button type="button" class="small" onClick=${csv}>Download CSV</button>`}
    ${
      sql &&
      html`<details>
        <summary>SQL of this report</summary>
        <p class="hint">Run it through a PSQL URL, in psql or in your BI tool.</p>
        <${Code} text=${sql} name="SQL of this report" />
      </details>`
    }
  </div>`;
}
