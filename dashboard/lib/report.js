// What every report view does with the address: read its arguments from it, and write them back.
import { useEffect } from "preact/hooks";
import { replaceArgs } from "./route.js";
import { bounds } from "./range.js";
import { zone as own } from "./format.js";

/**
 * Returns [zone, {since, until}, change]: `change({name: value})` writes to the address. The address
 * holds the zone too, so that whoever gets it sees the same days.
 */
export function useReport(view, args) {
  const zone = args.zone || own;
  useEffect(() => {
    if (!args.zone) replaceArgs(view, { ...args, zone });
  }, [args.zone]);
  const change = (changes) => replaceArgs(view, { ...args, ...changes });
  return [zone, bounds(args, knownZone(zone)), change];
}

/** UTC in the place of a zone that the browser does not know: the server says what is wrong. */
export function knownZone(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) && zone;
  } catch {
    return "UTC";
  }
}

/** A name for a file: the view, the tenant and the day. */
export const fileName = (session, view) =>
  `${session.tenant}-${view}-${new Date().toISOString().slice(0, 10)}.csv`;
