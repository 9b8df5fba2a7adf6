// mixpanel for Node. It sends a GET for each call, and a POST for the bad events as a batch.

import Mixpanel from "mixpanel";
import {
  ANONYMOUS, BAD, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, SCENARIO, TRAITS, USER, WHEN, play,
  told,
} from "./scenario.mjs";

const { hostname, port, protocol } = new URL(HOST);
const mixpanel = Mixpanel.init(KEY, { host: hostname, port, protocol: protocol.slice(0, -1) });

// Waits for the callback of a call.
const sent = (call) =>
  new Promise((done) => {
    call((error) => {
      if ([error].flat().some(Boolean)) told([error].flat().find(Boolean));
      done();
    });
  });

const event = (name, properties, { user = USER, when } = {}) => ({
  event: name, properties: { distinct_id: user, time: when, ...properties },
});

const track = (...args) => {
  const { event: name, properties } = event(...args);
  return sent((done) => mixpanel.track(name, properties, done));
};

if (SCENARIO === "bad") {
  await sent((done) => mixpanel.track_batch(BAD.map((args) => event(...args)), done));
} else {
  await play(track, async () => {
    await sent((done) => mixpanel.people.set(USER, TRAITS, done));
    await track("order_completed", ORDER, { when: WHEN });
    await track("signed_up", { plan: "pro", company: COMPANY });
    await track("visited", { path: "/" }, { user: ANONYMOUS });
    await sent((done) => mixpanel.groups.set("company", COMPANY, COMPANY_TRAITS, done));
    await sent((done) => mixpanel.alias(USER, ANONYMOUS, done));
    // the base64 of these has a plus sign
    const batch = ["~~~", ">>>", "???"].map((text) => event("batched", { text }));
    await sent((done) => mixpanel.track_batch(batch, done));
  });
}
process.exit();
