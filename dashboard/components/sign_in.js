// Asks for a key: nobody is signed in, or the key at hand does not count any more.
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { Code, Field } from "./basics.js";

export function SignIn({ error, view, onKey }) {
  const [key, setKey] = useState("");
  const [wrong, setWrong] = useState("");
  const submit = (event) => {
    event.preventDefault();
    // a whole link is taken too
    const found = /hk_[A-Za-z0-9]{32}/.exec(key);
    if (found) onKey(found[0]);
    else setWrong("A key is hk_ and 32 letters and digits.");
  };
  return html`<main class="alone">
    <h1>hardal</h1>
    ${view && !error && html`<p>Sign in to see ${view}.</p>`}
    ${
      error &&
      html`<div class="notice bad" role="alert">
        <p><strong>This page is signed out: ${error.message}</strong></p>
        <p>Sign in with another key.</p>
      </div>`
    }
    <form onSubmit=${submit}>
      <${Field}
        label="Key, or the whole link"
        hint="It stays in the tabs of this page, and is sent to this server alone."
        wide
        >${(id) =>
          html` <input
            id=${id}
            type="password"
            autocomplete="off"
            spellcheck=${false}
            required
            value=${key}
            onInput=${(e) => {
              setKey(e.target.value);
              setWrong("");
            }}
          />`}<//
      >
      ${wrong && html`<p class="notice bad" role="alert">${wrong}</p>`}
      <button type="submit" class="main">Sign in</button>
    </form>
    <h2>No key yet?</h2>
    <p>Whoever runs this server makes a link, which signs you in for 12 hours:</p>
    <${Code} text="hardal-admin dashboard TENANT" name="Command" />
  </main>`;
}
