// The address of a view: #/name?argument=value. It holds the whole state of the view and never a
// key, so that it can be shared with others who have access.
import { useEffect, useState } from "preact/hooks";

/** Returns {view, args} of the address. `args` has an array for an argument that is repeated. */
export function readRoute(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const args = {};
  for (const [name, value] of new URLSearchParams(query)) {
    args[name] = name in args ? [].concat(args[name], value) : value;
  }
  return { view: path, args };
}

/** Returns the address of a view. Arguments that are empty, null or undefined are left out. */
export function address(view, args = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    for (const one of [].concat(value)) {
      if (one !== null && one !== undefined && one !== "") query.append(name, one);
    }
  }
  const text = query.toString();
  return `#/${view}${text ? `?${text}` : ""}`;
}

export function go(view, args) {
  location.hash = address(view, args);
}

/** Replaces the arguments of the present view, without a new step for the Back button. */
export function replaceArgs(view, args) {
  history.replaceState(null, "", address(view, args));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute() {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const changed = () => setRoute(readRoute());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}

/** Returns the argument as an array: [] where it is missing. */
export function list(value) {
  return value === undefined || value === "" ? [] : [].concat(value);
}
