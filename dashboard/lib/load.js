// Hooks that read from the API.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { pause } from "./api.js";

/**
 * Runs `read(signal)` whenever `deps` change. Returns {data, error, loading, stale, reload}.
 * The data of before stay while new ones are read, as stale ones where `deps` have changed, and go
 * where the new question is refused. While the server is away, it asks again by itself.
 */
export function useLoad(read, deps) {
  const [state, setState] = useState({ data: undefined, error: null, loading: true });
  const [turn, setTurn] = useState(0);
  const asked = JSON.stringify(deps);
  useEffect(() => {
    const control = new AbortController();
    setState((before) => ({ ...before, loading: true, error: null }));
    run(control.signal);
    return () => control.abort();

    async function run(signal) {
      for (let wait = 1000; ; wait = Math.min(wait * 2, 8000)) {
        try {
          const data = await read(signal);
          if (!signal.aborted) setState({ data, answers: asked, error: null, loading: false });
          return;
        } catch (error) {
          if (signal.aborted) return;
          if (!error.isAway) {
            setState({ data: undefined, error, loading: false });
            return;
          }
          setState((before) => ({ ...before, error, loading: false }));
          await pause(wait, signal).catch(() => {});
          if (signal.aborted) return;
        }
      }
    }
  }, [...deps, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, stale: state.data !== undefined && state.answers !== asked, reload };
}

/**
 * A call that a person starts. Returns [run, {busy, error, done}]; `run` never throws, and does
 * nothing while the call before runs.
 */
export function useAction(act) {
  const [state, setState] = useState({ busy: false, error: null, done: undefined });
  const busy = useRef(false);
  const run = async (...args) => {
    if (busy.current) return undefined;
    busy.current = true;
    setState({ busy: true, error: null, done: undefined });
    try {
      const done = await act(...args);
      setState({ busy: false, error: null, done });
      return done;
    } catch (error) {
      setState({ busy: false, error, done: undefined });
      return undefined;
    } finally {
      busy.current = false;
    }
  };
  return [run, state];
}

/** Calls `tick` every `milliseconds` while the page is visible and `on` is true. */
export function useTimer(tick, milliseconds, on = true) {
  const latest = useRef(tick);
  latest.current = tick;
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => document.hidden || latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds, on]);
}
