// The requests that Start shows. Those of SDKs are the examples of docs/sdks.md, word for word: a
// test compares them. hk_... stands for the key, and https://events.example.com for this server.
const KEY = "hk_...";
const HOST = "events.example.com";

/** Returns a request with this key, for the server at this origin. */
export function fill(text, key, origin) {
  return text
    .replaceAll(`https://${HOST}`, origin)
    .replaceAll(`"${HOST}"`, nameAlone(new URL(origin)))
    .replaceAll(KEY, key);
}

/** Mixpanel for Node is told a name, and takes https and its port where it is told no others. */
function nameAlone({ hostname, port, protocol }) {
  const parts = [`"${hostname}"`];
  if (port) parts.push(`port: ${port}`);
  if (protocol !== "https:") parts.push(`protocol: "http"`);
  return parts.join(", ");
}

export const PLAIN = [
  [
    "curl",
    String.raw`curl -sS -u "hk_...:" https://events.example.com/rpc/ingest \
  -H 'Content-Type: application/json' -d '
{ "event_name": "purchase",
  "client_id": "u-1",
  "properties": { "product_id": "COMPUTER_SKU123", "price": 29.99, "currency": "USD" } }'`,
  ],
  [
    "Python",
    String.raw`import base64, json, urllib.request

event = {
    "event_name": "purchase",
    "client_id": "u-1",
    "properties": {"product_id": "COMPUTER_SKU123", "price": 29.99, "currency": "USD"},
}
request = urllib.request.Request(
    "https://events.example.com/rpc/ingest",
    json.dumps(event).encode(),
    {
        "Content-Type": "application/json",
        "Authorization": "Basic " + base64.b64encode(b"hk_...:").decode(),
    },
)
print(json.load(urllib.request.urlopen(request)))`,
  ],
  [
    "Node",
    String.raw`const answer = await fetch("https://events.example.com/rpc/ingest", {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    Authorization: "Basic " + btoa("hk_...:"),
  },
  body: JSON.stringify({
    event_name: "purchase",
    client_id: "u-1",
    properties: { product_id: "COMPUTER_SKU123", price: 29.99, currency: "USD" },
  }),
});
console.log(await answer.json());`,
  ],
  [
    "Go",
    [
      "package main",
      "",
      "import (",
      '\t"fmt"',
      '\t"io"',
      '\t"net/http"',
      '\t"strings"',
      ")",
      "",
      "func main() {",
      '\tevent := `{"event_name": "purchase", "client_id": "u-1",',
      '\t\t"properties": {"product_id": "COMPUTER_SKU123", "price": 29.99, "currency": "USD"}}`',
      '\tconst url = "https://events.example.com/rpc/ingest"',
      '\trequest, _ := http.NewRequest("POST", url, strings.NewReader(event))',
      '\trequest.Header.Set("Content-Type", "application/json")',
      '\trequest.SetBasicAuth("hk_...", "")',
      "\tanswer, err := http.DefaultClient.Do(request)",
      "\tif err != nil {",
      "\t\tpanic(err)",
      "\t}",
      "\tdefer answer.Body.Close()",
      "\tbody, _ := io.ReadAll(answer.Body)",
      "\tfmt.Println(answer.Status, string(body))",
      "}",
    ].join("\n"),
  ],
];

export const SDKS = [
  [
    "Segment",
    "Python",
    String.raw`import segment.analytics as analytics

analytics.write_key = "hk_..."  # changed
analytics.host = "https://events.example.com"  # new

analytics.track("u-1", "order_completed", {"price": 29.99})
analytics.shutdown()`,
  ],
  [
    "Segment",
    "Node",
    String.raw`import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "hk_...", // changed
  host: "https://events.example.com", // new
});

analytics.track({ userId: "u-1", event: "order_completed", properties: { price: 29.99 } });
await analytics.closeAndFlush();`,
  ],
  [
    "RudderStack",
    "Python",
    String.raw`import rudderstack.analytics as analytics

analytics.write_key = "hk_..."  # changed
analytics.dataPlaneUrl = "https://events.example.com"  # changed
analytics.gzip = False  # new

analytics.track("u-1", "order_completed", {"price": 29.99})
analytics.shutdown()`,
  ],
  [
    "RudderStack",
    "Node",
    String.raw`import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const analytics = new RudderAnalytics("hk_...", { // changed
  dataPlaneUrl: "https://events.example.com", // changed
  gzip: false, // new
});

analytics.track({ userId: "u-1", event: "order_completed", properties: { price: 29.99 } });
await analytics.flush();`,
  ],
  [
    "Jitsu",
    "Node",
    String.raw`import { jitsuAnalytics } from "@jitsu/js";

const jitsu = jitsuAnalytics({
  host: "https://events.example.com", // changed
  writeKey: "backend:hk_...", // changed
});

await jitsu.track("order_completed", { price: 29.99 }, { userId: "u-1" });`,
  ],
  [
    "PostHog",
    "Python",
    String.raw`from posthog import Posthog

posthog = Posthog("hk_...", host="https://events.example.com")  # changed

posthog.capture("order_completed", distinct_id="u-1", properties={"price": 29.99})
posthog.shutdown()`,
  ],
  [
    "PostHog",
    "Node",
    String.raw`import { PostHog } from "posthog-node";

const posthog = new PostHog("hk_...", { // changed
  host: "https://events.example.com", // changed
  disableCompression: true, // new
});

posthog.capture({
  distinctId: "u-1", event: "order_completed", properties: { price: 29.99 },
});
await posthog.shutdown();`,
  ],
  [
    "Mixpanel",
    "Python",
    String.raw`from mixpanel import Consumer, Mixpanel

host = "https://events.example.com"
consumer = Consumer(  # new
    events_url=f"{host}/track",
    people_url=f"{host}/engage",
    groups_url=f"{host}/groups",
    import_url=f"{host}/import",
)
mixpanel = Mixpanel("hk_...", consumer)  # changed

mixpanel.track("u-1", "order_completed", {"price": 29.99})`,
  ],
  [
    "Mixpanel",
    "Node",
    String.raw`import Mixpanel from "mixpanel";

const mixpanel = Mixpanel.init("hk_...", { // changed
  host: "events.example.com", // new
});

mixpanel.track("order_completed", { distinct_id: "u-1", price: 29.99 });`,
  ],
  [
    "Amplitude",
    "Python",
    String.raw`from amplitude import Amplitude, BaseEvent, Config

amplitude = Amplitude(
    "hk_...",  # changed
    Config(server_url="https://events.example.com/2/httpapi"),  # new
)

event = BaseEvent("order_completed", user_id="u-1", event_properties={"price": 29.99})
amplitude.track(event)
amplitude.shutdown()`,
  ],
  [
    "Amplitude",
    "Node",
    String.raw`import * as amplitude from "@amplitude/analytics-node";

await amplitude.init("hk_...", { // changed
  serverUrl: "https://events.example.com/2/httpapi", // new
}).promise;

amplitude.track("order_completed", { price: 29.99 }, { user_id: "u-1" });
await amplitude.flush().promise;`,
  ],
  [
    "Snowplow",
    "Python",
    String.raw`from snowplow_tracker import SelfDescribing, SelfDescribingJson, Snowplow, Subject

tracker = Snowplow.create_tracker(
    namespace="shop",
    endpoint="https://events.example.com/hk_...",  # changed
)

order = SelfDescribingJson("iglu:com.example/order_completed/jsonschema/1-0-0", {"price": 29.99})
tracker.track(SelfDescribing(order, event_subject=Subject().set_user_id("u-1")))
tracker.flush()`,
  ],
  [
    "Snowplow",
    "Node",
    String.raw`import { buildSelfDescribingEvent, newTracker } from "@snowplow/node-tracker";

const tracker = newTracker(
  { namespace: "shop", appId: "backend" },
  { endpoint: "https://events.example.com/hk_..." }, // changed
);

tracker.setUserId("u-1");
const schema = "iglu:com.example/order_completed/jsonschema/1-0-0";
tracker.track(buildSelfDescribingEvent({ event: { schema, data: { price: 29.99 } } }));
await tracker.flush();`,
  ],
];
