// posthog-node

import { PostHog } from "posthog-node";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, GZIP, HOST, KEY, ORDER, SCENARIO, TRAITS, USER, WHEN, play,
  told,
} from "./scenario.mjs";

const flags = SCENARIO === "flags" ? { personalApiKey: "phx_personal" } : {};
const posthog = new PostHog(KEY, { host: HOST, disableCompression: !GZIP, ...flags });
posthog.on("error", told);

const track = (event, properties, { user = USER, when } = {}) =>
  posthog.capture({ distinctId: user, event, properties, timestamp: when });

if (SCENARIO === "flags") {
  await posthog.waitForLocalEvaluationReady();
  const [enabled, flag] = [
    await posthog.isFeatureEnabled("beta", USER), await posthog.getFeatureFlag("beta", USER),
  ];
  console.log("enabled:", enabled, flag, "all:", await posthog.getAllFlags(USER));
}
await play(track, () => {
  posthog.identify({ distinctId: USER, properties: TRAITS });
  track("order_completed", ORDER, { when: WHEN });
  posthog.capture({
    distinctId: USER, event: "signed_up", properties: { plan: "pro" }, groups: { company: COMPANY },
  });
  posthog.capture({
    distinctId: ANONYMOUS, event: "visited",
    properties: { path: "/", $process_person_profile: false },
  });
  track("$pageview", { $current_url: "https://example.com/" });
  posthog.groupIdentify({
    groupType: "company", groupKey: COMPANY, properties: COMPANY_TRAITS,
  });
  posthog.alias({ distinctId: USER, alias: ANONYMOUS });
});
await posthog.shutdown();
