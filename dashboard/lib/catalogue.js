// The event names and properties that the pickers offer. They are asked for once a minute at most.
import { useLoad } from "./load.js";
import { call, readKey } from "./api.js";

const FRESH = 60000;
const kept = new Map();

function once(name, args) {
  const at = JSON.stringify([readKey(), name, args]);
  const found = kept.get(at);
  if (found && Date.now() - found.at < FRESH) return found.answer;
  const answer = call(name, args);
  kept.set(at, { at: Date.now(), answer });
  answer.catch(() => kept.delete(at));
  return answer;
}

/** All event names with their counts, the most frequent first. */
export function useEvents() {
  return useLoad(
    async () => [...(await once("event_catalog", {}))].sort((a, b) => b.events - a.events),
    [],
  );
}

/** The properties of an event, the most frequent first; none without an event. */
export function useProperties(event) {
  return useLoad(
    async () =>
      event
        ? [...(await once("property_catalog", { event_name: event }))].sort(
            (a, b) => b.events - a.events,
          )
        : [],
    [event],
  );
}

/** The tenant's cohorts, by name, once they are `wanted`. */
export function useCohorts(wanted) {
  return useLoad(() => (wanted ? once("cohorts", {}) : Promise.resolve([])), [wanted]);
}

export const forgetCatalogue = () => kept.clear();
