// The frame: the tenant, the list of views, and who is signed in.
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { address } from "../lib/route.js";
import { ago, utc } from "../lib/format.js";
import { useTimer } from "../lib/load.js";
import { Said } from "./said.js";

/** `subject`: the event or the client whose own page the view shows. */
export function Frame({ session, views, current, subject, onSignOut, children }) {
  const [open, setOpen] = useState(false);
  const main = useRef(null);
  const first = useRef(true);
  useEffect(() => {
    const parts = [subject, current?.label, session.tenant, "hardal"];
    document.title = parts.filter(Boolean).join(" · ");
    setOpen(false);
    // a screen reader begins to read the new view; the first one is left to the browser
    const at = document.activeElement;
    if (at?.closest("nav") || (!first.current && (!at || at === document.body)))
      main.current.focus();
    if (current) first.current = false;
  }, [current, subject]);
  return html`<div class="frame">
    <a
      class="skip"
      href="#main"
      onClick=${(e) => {
        e.preventDefault();
        main.current.focus();
      }}
      >Skip to the view</a
    >
    <header class="side">
      <div class="brand">
        <span class="mark" aria-hidden="true">h</span>
        <span class="tenant" title="The tenant">${session.tenant}</span>
        <button
          type="button"
          class="menu"
          aria-expanded=${open}
          aria-controls="views"
          onClick=${() => setOpen(!open)}
        >
          Menu
        </button>
      </div>
      <nav id="views" class=${open ? "open" : ""} aria-label="Views">
        ${GROUPS.map(
          (group) =>
            html`<${Group}
              name=${group}
              current=${current}
              views=${views.filter((view) => view.group === group)}
            />`,
        )}
        <${Who} session=${session} onSignOut=${onSignOut} />
      </nav>
    </header>
    <main id="main" ref=${main} tabindex="-1">${children}</main>
  </div>`;
}

const GROUPS = ["Events", "Reports", "Server"];

function Group({ name, views, current }) {
  if (views.length === 0) return null;
  return html`<div class="group">
    <p>${name}</p>
    <ul>
      ${views.map(
        (view) =>
          html` <li>
            <a href=${address(view.name)} aria-current=${view === current ? "page" : undefined}
              >${view.label}</a
            >
          </li>`,
      )}
    </ul>
  </div>`;
}

function Who({ session, onSignOut }) {
  const [, redraw] = useState(0);
  useTimer(() => redraw((n) => n + 1), 30000);
  return html`<div class="who">
    <p><${Said} text=${session.name} /></p>
    <p>Scope ${session.scope}</p>
    ${
      session.expires_at &&
      html`<p>
        Ends
        <time datetime=${session.expires_at} title=${utc(session.expires_at)}
          >${ago(session.expires_at)}</time
        >
      </p>`
    }
    <button type="button" class="small" onClick=${onSignOut}>Sign out</button>
  </div>`;
}
