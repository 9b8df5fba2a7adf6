// The live feed: pages of hardal.live, newest first, and a poll for what is new.
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "./api.js";
import { useTimer } from "./load.js";

const EVERY = 1500; // milliseconds
const PAGE = 100;
const OLDER = 250;
const POLL = 500;
const MOST = 1000; // rows that a running feed shows, and holds; "Older events" shows the others

const place = (row) => `${row.received_at} ${row.id}`;
const newestFirst = (a, b) => (place(a) < place(b) ? 1 : place(a) > place(b) ? -1 : 0);

/**
 * Rows of both lists, each once, but those that are `shown` elsewhere: an answer to a poll repeats
 * rows.
 */
function merge(rows, more, shown = []) {
  const known = new Set([...rows, ...shown].map((row) => row.kind + row.id));
  const added = more.filter((row) => !known.has(row.kind + row.id));
  return added.length === 0 ? rows : [...added, ...rows].sort(newestFirst);
}

/** What the server refuses stays so: another filter or another key is needed. */
const isFinal = (error) => error?.status >= 400 && error.status < 429;

/**
 * Returns {rows, held, missed, older, searched, error, loading, loadOlder, showHeld, retry}; rows
 * are null until the first answer, and where there is none. While `isReading()`, new rows are
 * `held`, and none that is shown goes away. `missed`: more came than are held.
 */
export function useFeed(filters, running, isReading) {
  const [state, draw] = useState(empty);
  const [again, setAgain] = useState(0);
  const now = useRef(empty); // what the next answer is added to
  const turn = useRef(null);
  const line = useRef(Promise.resolve());
  const polling = useRef(false);
  const asked = JSON.stringify(filters);

  const show = (changes) => draw((now.current = { ...now.current, ...changes }));

  /** Calls run one after the other: an answer is added to the rows that it was asked for. */
  const inTurn = (act) => {
    const { signal } = turn.current;
    line.current = line.current.then(async () => {
      try {
        if (!signal.aborted) await act(signal);
      } catch (error) {
        if (!signal.aborted) show({ error, loading: false });
      }
    });
    return line.current;
  };

  const begin = async (signal) => {
    const answer = await call("live", { ...filters, max_rows: PAGE }, { signal });
    if (signal.aborted) return;
    show({
      rows: answer.rows,
      older: answer.older,
      newer: answer.newer,
      searched: answer.searched_from,
      held: [],
      missed: false,
      error: null,
      loading: false,
    });
  };

  const poll = async (signal) => {
    if (!now.current.newer) return begin(signal);
    const asking = { ...filters, after: now.current.newer, max_rows: POLL };
    const answer = await call("live", asking, { signal });
    if (signal.aborted) return undefined;
    const { rows, held, error } = now.current;
    const newer = answer.newer ?? now.current.newer;
    const more = merge(held, answer.rows, rows);
    // more than one answer has, or than is held
    const missed = now.current.missed || Boolean(answer.older) || more.length > MOST;
    if (isReading()) {
      if (more !== held || error)
        return show({ held: more.slice(0, MOST), missed, newer, error: null });
    } else if (missed || rows.length + more.length > MOST) {
      return begin(signal);
    } else if (more.length > 0 || error) {
      return show({ rows: merge(rows, more), held: [], newer, error: null });
    }
    now.current = { ...now.current, missed, newer }; // nothing to draw
    return undefined;
  };

  useEffect(() => {
    const control = new AbortController();
    turn.current = control;
    // the rows of before are those of another filter
    show({ loading: true, newer: null });
    inTurn(begin).then(() => {
      if (!control.signal.aborted && now.current.error) show({ rows: null, older: null });
    });
    return () => control.abort();
  }, [asked, again]);

  useTimer(
    async () => {
      if (polling.current || now.current.loading || isFinal(now.current.error)) return;
      polling.current = true;
      await inTurn(poll);
      polling.current = false;
    },
    EVERY,
    running,
  );

  const loadOlder = () => {
    show({ loading: true });
    return inTurn(async (signal) => {
      const asking = { ...filters, before: now.current.older, max_rows: OLDER };
      const answer = await call("live", asking, { signal });
      if (signal.aborted) return;
      show({
        rows: merge(now.current.rows, answer.rows),
        older: answer.older,
        searched: answer.searched_from,
        error: null,
        loading: false,
      });
    });
  };

  const showHeld = () =>
    inTurn(async (signal) => {
      const { rows, held, missed } = now.current;
      if (missed) await begin(signal);
      else show({ rows: merge(rows, held), held: [] });
    });
  return { ...state, loadOlder, showHeld, retry: () => setAgain((n) => n + 1) };
}

const empty = {
  rows: null,
  held: [],
  missed: false,
  older: null,
  newer: null,
  searched: null,
  error: null,
  loading: true,
};
