// What a driver for Node does: the scenario that its environment names.
// A driver passes the function that sends one event, and the one that makes all of the SDK's calls.

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export const HOST = process.env.SDK_HOST;
export const KEY = process.env.SDK_KEY;
export const SCENARIO = process.env.SDK_SCENARIO;
export const GZIP = "SDK_GZIP" in process.env;
export const WHEN = new Date(process.env.SDK_WHEN);
export const [USER, ANONYMOUS, COMPANY] = ["u-ann", "a-77", "org-7"];

export const {
  order: ORDER,
  traits: TRAITS,
  company: COMPANY_TRAITS,
} = JSON.parse(readFileSync(new URL("events.json", import.meta.url), "utf8"));

export const BAD = [
  ["good", {}],
  ["n".repeat(300), {}],
  ["old", {}, { when: new Date("2001-01-01T00:00:00Z") }],
  ["nul", { text: "a\0b" }],
  ["half", { text: "a\ud83db" }],
  ["long_id", {}, { user: "u".repeat(300) }],
  ["good_too", {}],
];

export async function play(track, calls) {
  if (SCENARIO === "calls") {
    await calls();
  } else if (SCENARIO === "one") {
    await track("one", { n: 1 });
  } else if (SCENARIO === "large") {
    await track("large", { text: "large ".repeat(2000) });
  } else if (SCENARIO === "twice") {
    await track("same", { n: 1 });
    await track("same", { n: 1 });
  } else if (SCENARIO === "bad") {
    for (const args of BAD) await track(...args);
  } else if (SCENARIO === "steady") {
    for (let n = 0; n < Number(process.env.SDK_COUNT); n++) {
      await track("steady", { n });
      await sleep(200);
    }
  }
}

// Prints an error that the SDK reports.
export function told(error) {
  console.log("error:", error?.message ?? error);
}
