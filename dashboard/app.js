// The entry: who is signed in, which view the address names, and the frame around it.
import { useEffect, useState } from "preact/hooks";
import { html, render } from "./lib/html.js";
import { call, forgetKey, keepKey, onKeyEnded, pause, readKey } from "./lib/api.js";
import { useLoad } from "./lib/load.js";
import { address, useRoute } from "./lib/route.js";
import { answerTabs, askTabs, tellSignedOut } from "./lib/tabs.js";
import { Frame } from "./components/frame.js";
import { SignIn } from "./components/sign_in.js";
import { Code, Failed, Guarded, Loaded, Loading } from "./components/basics.js";
import { VIEWS } from "./views/index.js";

// The link that hardal-admin dashboard prints has the key behind the #. It leaves the address bar
// at once, so that nobody copies it along with the address of a view. Tells whether there was one.
// An empty one is none, and the key that the tab has counts.
function takeKey() {
  const given = /^#key=([^&]*)(?:&(.*))?$/.exec(location.hash);
  if (!given) return false;
  if (given[1]) keepKey(given[1]);
  history.replaceState(null, "", `${location.pathname}#/${given[2] ?? ""}`);
  return true;
}

/** What the view is about, for the title of the window. */
function subjectOf(view, args) {
  const { [view]: name } = {
    catalogue: args.event,
    clients: args.client,
    persons: args.person,
    cohorts: args.cohort,
    metrics: args.metric,
    rejected: args.code,
  };
  return name && String(name);
}

/** A view, loaded when it is shown for the first time. */
function View({ view, session, args }) {
  const state = useLoad(async () => ({ part: await view.load() }), [view.name]);
  return html`<${Loaded} state=${state}
    >${({ part }) => html`<${part} session=${session} args=${args} />`}<//
  >`;
}

function App() {
  const [session, setSession] = useState(null);
  const [problem, setProblem] = useState(readKey() ? null : { signedOut: true });
  const [turn, setTurn] = useState(0);
  const route = useRoute();

  const signIn = () => {
    setSession(null);
    setProblem(null);
    setTurn((n) => n + 1);
  };
  const signOut = (error) => {
    forgetKey();
    setSession(null);
    setProblem({ signedOut: true, error });
  };

  useEffect(() => onKeyEnded(signOut), []);
  useEffect(() => answerTabs(() => signOut()), []);
  // A link with another key may be opened in a tab that has one.
  const isLink = route.view.startsWith("key=");
  useEffect(() => {
    if (!isLink) return;
    if (takeKey()) signIn();
    dispatchEvent(new HashChangeEvent("hashchange"));
  }, [isLink]);
  useEffect(() => {
    if (session || problem?.signedOut) return undefined;
    const control = new AbortController();
    ask(control.signal);
    return () => control.abort();

    async function ask(signal) {
      for (;;) {
        try {
          const found = await call("session", {}, { signal });
          setSession(found);
          setProblem(null);
          return;
        } catch (error) {
          if (signal.aborted || error.status === 401) return;
          setProblem({ error });
          if (!error.isAway) return;
          await pause(2000, signal).catch(() => {});
          if (signal.aborted) return;
        }
      }
    }
  }, [turn]);

  if (problem?.signedOut) {
    return html`<${SignIn}
      view=${VIEWS.find((one) => one.name === route.view)?.label}
      error=${problem.error}
      onKey=${(key) => {
        keepKey(key);
        signIn();
      }}
    />`;
  }
  if (!session || isLink) {
    return html`<main class="alone">
      ${
        problem?.error
          ? html`<${Failed} error=${problem.error} retry=${signIn} />
              <button type="button" onClick=${() => signOut()}>Use another key</button>`
          : html`<${Loading} what="Signing in" />`
      }
    </main>`;
  }
  const views = VIEWS.filter((view) => view.scopes.includes(session.scope));
  const known = VIEWS.find((one) => one.name === route.view);
  const view = views.find((one) => one === known);
  if (!known && views.length > 0) location.replace(address(views[0].name));
  return html`<${Frame}
    session=${session}
    views=${views}
    current=${view}
    subject=${view && subjectOf(view.name, route.args)}
    onSignOut=${() => {
      tellSignedOut();
      signOut();
    }}
  >
    ${
      view
        ? html`<${Guarded} key=${view.name} at=${location.hash}>
            <${View} view=${view} session=${session} args=${route.args} />
          <//>`
        : (known || views.length === 0) &&
          html`<div class="title"><h1>${known?.label ?? "hardal"}</h1></div>
            <div class="empty" role="alert">
              <p><strong>A key of the scope ${session.scope} does not show this.</strong></p>
              <p>Take a link with another scope. On the server:</p>
              <${Code}
                text=${`hardal-admin dashboard ${session.tenant} --scope ${known?.scopes[0] ?? "read"}`}
                name="Command"
              />
            </div>`
    }
  <//>`;
}

takeKey();
if (!readKey()) {
  const key = await askTabs();
  if (key) keepKey(key);
}
const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
