// @rudderstack/rudder-sdk-node

import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, GZIP, HOST, KEY, ORDER, TRAITS, USER, WHEN, play,
} from "./scenario.mjs";

const analytics = new RudderAnalytics(KEY, { dataPlaneUrl: HOST, gzip: GZIP });

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
await analytics.flush();
