// @jitsu/js. One client holds one user, so that each user has a client here.

import { jitsuAnalytics } from "@jitsu/js";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, TRAITS, USER, WHEN, play,
} from "./scenario.mjs";

const client = () => jitsuAnalytics({ host: HOST, writeKey: `backend:${KEY}` });
const ann = client();
await ann.setContextTraits?.({});

async function track(event, properties, { user = USER, when } = {}) {
  const jitsu = user === USER ? ann : client();
  if (user !== USER) await jitsu.identify(user);
  return jitsu.track(event, when ? { ...properties, timestamp: when } : properties);
}

await ann.identify(USER, TRAITS);
await play(track, async () => {
  await track("order_completed", ORDER);
  await ann.group(COMPANY, COMPANY_TRAITS);
  await ann.track("signed_up", { plan: "pro" });
  await ann.page({ name: "Home", url: "https://example.com/" });
  const visitor = client();
  visitor.setAnonymousId(ANONYMOUS);
  await visitor.track("visited", { path: "/" });
});
