// @snowplow/node-tracker

import { setTimeout as sleep } from "node:timers/promises";
import {
  buildPageView, buildScreenView, buildSelfDescribingEvent, buildStructEvent, newTracker,
} from "@snowplow/node-tracker";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, SCENARIO, USER, WHEN, play, told,
} from "./scenario.mjs";

let waiting = 0;
const tracker = newTracker(
  { namespace: "shop", appId: "backend" },
  {
    endpoint: `${HOST}/${KEY}`,
    bufferSize: SCENARIO === "steady" ? 1 : 10,
    onRequestSuccess: (events) => (waiting -= events.length),
    onRequestFailure: ({ events, status, message, willRetry }) => {
      told(`${status} ${message} ${willRetry}`);
      if (!willRetry) waiting -= events.length;
    },
  },
);
const schema = (name) => `iglu:com.example/${name}/jsonschema/1-0-0`;

function send(event, context, time) {
  waiting += 1;
  tracker.track(event, context, time);
}

function track(name, properties, { user = USER, when } = {}) {
  tracker.setUserId(user);
  const event = buildSelfDescribingEvent({ event: { schema: schema(name), data: properties } });
  send(event, [], when && { type: "ttm", value: when.getTime() });
}

await play(track, () => {
  track("order_completed", ORDER, { when: WHEN });
  send(
    buildSelfDescribingEvent({ event: { schema: schema("signed_up"), data: { plan: "pro" } } }),
    [{ schema: schema("company"), data: { id: COMPANY, ...COMPANY_TRAITS } }],
  );
  send(
    buildStructEvent({
      category: "shop", action: "add", label: "SKU-1", property: "pcs", value: 2,
    }),
  );
  send(buildPageView({ pageUrl: "https://example.com/", pageTitle: "Home" }));
  send(buildScreenView({ id: "id-1", name: "Main" }));
  tracker.setUserId(undefined);
  tracker.setDomainUserId(ANONYMOUS);
  send(buildSelfDescribingEvent({ event: { schema: schema("visited"), data: { path: "/" } } }));
});
// The SDK sends again when it is called again, and has no timer of its own.
for (let tries = 0; waiting > 0 && tries < 60; tries++) {
  await tracker.flush();
  await sleep(200);
}
