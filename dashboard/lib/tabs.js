// Tabs of the page in one browser. A new tab, such as a link that was opened in one, gets the key
// from the tab that was used last; signing out in a tab does so in all tabs with its key.
import { forgetKey, readKey } from "./api.js";

const WAIT = 200; // milliseconds: tabs answer at once
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("hardal") : null;
let usedAt = Date.now();

/** Answers other tabs from now on. `onSignedOut` is called when another tab has signed out. */
export function answerTabs(onSignedOut) {
  addEventListener("focus", () => (usedAt = Date.now()));
  channel?.addEventListener("message", ({ data }) => {
    const key = readKey();
    if (data.asks && key) channel.postMessage({ key, usedAt });
    if (data.signedOut && data.signedOut === key) {
      forgetKey();
      onSignedOut();
    }
  });
}

/** Returns the key of the tab that was used last, or "" where no other tab is signed in. */
export function askTabs() {
  return new Promise((resolve) => {
    const found = [];
    const hear = ({ data }) => data.key && found.push(data);
    channel?.addEventListener("message", hear);
    channel?.postMessage({ asks: true });
    setTimeout(() => {
      channel?.removeEventListener("message", hear);
      resolve(found.sort((a, b) => b.usedAt - a.usedAt)[0]?.key ?? "");
    }, WAIT);
  });
}

/** Tells the other tabs, before this one forgets its key. */
export function tellSignedOut() {
  if (readKey()) channel?.postMessage({ signedOut: readKey() });
}
