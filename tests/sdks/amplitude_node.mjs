// @amplitude/analytics-node

import { createInstance, Identify } from "@amplitude/analytics-node";
import {
  ANONYMOUS, COMPANY, COMPANY_TRAITS, HOST, KEY, ORDER, TRAITS, USER, WHEN, play, told,
} from "./scenario.mjs";

const amplitude = createInstance();
await amplitude.init(KEY, { serverUrl: `${HOST}/2/httpapi`, flushIntervalMillis: 200 }).promise;

const pending = [];
const sent = ({ promise }) => {
  const answered = promise.then(({ code, message, event }) => {
    if (code !== 200) told(`${code} ${message} ${JSON.stringify(event?.event_properties)}`);
  });
  pending.push(answered);
};

const track = (name, properties, { user = USER, when } = {}) =>
  sent(amplitude.track(name, properties, { user_id: user, time: when?.getTime() }));

const identify = (traits) => {
  const made = new Identify();
  for (const [name, value] of Object.entries(traits)) made.set(name, value);
  return made;
};

await play(track, () => {
  sent(amplitude.identify(identify(TRAITS), { user_id: USER }));
  track("order_completed", ORDER, { when: WHEN });
  sent(
    amplitude.track("signed_up", { plan: "pro" }, { user_id: USER, groups: { company: COMPANY } }),
  );
  sent(amplitude.track("visited", { path: "/" }, { device_id: ANONYMOUS }));
  sent(amplitude.setGroup("company", COMPANY, { user_id: USER }));
  sent(
    amplitude.groupIdentify("company", COMPANY, identify(COMPANY_TRAITS), { user_id: USER }),
  );
});
await Promise.all(pending);
