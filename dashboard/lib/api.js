// Calls of the HTTP API. docs/api.md has the functions.
//
// Every call is a POST with JSON: names and values of any length and any character fit in, and no
// log of a proxy has them.
import { parseJson } from "./exact.js";

const KEY = "hardal.key";
const ended = new Set();
// A tenant has three reads at once. Two are sent; the third is for one that this page has left and
// the server has not ended yet. The others wait here, and are not refused.
const line = [];
let free = 2;

export class ApiError extends Error {
  constructor(status, body) {
    super(body.message || `The server answered ${status}`);
    this.status = status;
    this.code = body.code || "";
    this.hint = body.hint || "";
    this.details = body.details || "";
    this.body = body;
  }

  get isAway() {
    return this.status === 0 || (this.status >= 500 && this.code !== "57014");
  }
}

export function readKey() {
  return sessionStorage.getItem(KEY) || "";
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** Forgets the key, and all else that this tab keeps. */
export function forgetKey() {
  sessionStorage.clear();
}

/** Calls `listener(error)` when the server refuses the key. Returns a function that ends this. */
export function onKeyEnded(listener) {
  ended.add(listener);
  return () => ended.delete(listener);
}

/**
 * Calls a function of the API and returns its answer.
 *
 * A read that is refused because others run (429) is sent again, three times at most. A call that
 * changes something never is: pass `once`. `args` is an object, or JSON as text. `took` gets the
 * milliseconds from the request to the answer, without the wait for its turn.
 */
export async function call(name, args = {}, { signal, once = false, key = readKey(), took } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await (once
        ? send(name, args, key, signal)
        : inTurn(async () => {
            const start = performance.now();
            const answer = await send(name, args, key, signal);
            took?.(performance.now() - start);
            return answer;
          }, signal));
    } catch (error) {
      if (error.status === 401 && key === readKey()) {
        ended.forEach((listener) => listener(error));
      }
      if (once || error.status !== 429 || attempt > 3) throw error;
      await pause(500 * attempt, signal);
    }
  }
}

/** Sends when fewer than two other reads of this tab run. */
async function inTurn(act, signal) {
  if (free === 0) await new Promise((resolve) => line.push(resolve));
  else free -= 1;
  try {
    signal?.throwIfAborted();
    return await act();
  } finally {
    // the turn goes over to the next one, or is free
    if (line.length > 0) line.shift()();
    else free += 1;
  }
}

async function send(name, args, key, signal) {
  let answer;
  try {
    answer = await fetch(`rpc/${name}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Basic ${btoa(`${key}:`)}`,
      },
      // text is JSON that stays as a person wrote it
      body: typeof args === "string" ? args : JSON.stringify(args),
      credentials: "omit",
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, {
      message: "The server does not answer",
      hint: "Is it running, and is this machine connected?",
    });
  }
  const text = await answer.text();
  const body = parse(text);
  if (answer.ok) return body;
  throw new ApiError(answer.status, isAway(answer.status, body) ? AWAY : (body ?? {}));
}

const AWAY = {
  message: "The database does not answer",
  hint: "It may be restarting, or have no connection left.",
};

/** The proxy says it without JSON; PostgREST with addresses that are nothing to a reader. */
function isAway(status, body) {
  return status >= 500 && (typeof body?.code !== "string" || body.code.startsWith("PGRST00"));
}

function parse(text) {
  try {
    return text === "" ? null : parseJson(text);
  } catch {
    return null;
  }
}

/** Waits, and ends early with an AbortError when the signal says so. */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
