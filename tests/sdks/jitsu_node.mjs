// @jitsu/js. Clients in one process share their user: another user is named in the options of a call.

import { jitsuAnalytics } from "@jitsu/js";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, TRAITS, USER, play,
} from "./scenario.mjs";

const jitsu = jitsuAnalytics({ host: HOST, writeKey: `backend:${KEY}` });

// The SDK sets the time of each call itself.
const track = (event, properties, { user = USER } = {}) =>
  jitsu.track(event, properties, { userId: user });

await play(track, async () => {
  await jitsu.track("visited", { path: "/" }, { anonymousId: ANONYMOUS });
  await jitsu.identify(USER, TRAITS);
  await jitsu.track("order_completed", ORDER);
  await jitsu.track("signed_up", { plan: "pro" });
  await jitsu.page({ name: "Home", url: "https://example.com/" });
  await jitsu.group(COMPANY, COMPANY_TRAITS);
});
