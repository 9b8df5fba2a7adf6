// @segment/analytics-node

import { Analytics } from "@segment/analytics-node";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, TRAITS, USER, WHEN, play, told,
} from "./scenario.mjs";

const analytics = new Analytics({ writeKey: KEY, host: HOST });
analytics.on("error", ({ reason }) => told(reason));

const track = (event, properties, { user = USER, when } = {}) =>
  analytics.track({ userId: user, event, properties, timestamp: when });

await play(track, () => {
  analytics.identify({ userId: USER, traits: TRAITS });
  track("order_completed", ORDER, { when: WHEN });
  analytics.track({
    userId: USER, event: "signed_up", properties: { plan: "pro" }, context: { groupId: COMPANY },
  });
  analytics.track({ anonymousId: ANONYMOUS, event: "visited", properties: { path: "/" } });
  analytics.page({ userId: USER, name: "Home", properties: { url: "https://example.com/" } });
  analytics.screen({ userId: USER, name: "Main", properties: { dark: true } });
  analytics.group({ userId: USER, groupId: COMPANY, traits: COMPANY_TRAITS });
  analytics.alias({ userId: USER, previousId: ANONYMOUS });
});
await analytics.closeAndFlush({ timeout: 30_000 });
