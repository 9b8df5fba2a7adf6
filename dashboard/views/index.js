// The views, in the order of the menu. `scopes` are those of the keys that see it.
// A view is loaded when it is shown for the first time.

const reads = ["read", "manage"];
const all = ["aggregate", "read", "manage"];
const manages = ["manage"];

export const VIEWS = [
  {
    name: "start",
    label: "Start",
    group: "Events",
    load: async () => (await import("./start.js")).Start,
    scopes: reads,
  },
  {
    name: "live",
    label: "Live",
    group: "Events",
    load: async () => (await import("./live.js")).Live,
    scopes: reads,
  },
  {
    name: "clients",
    label: "Clients",
    group: "Events",
    load: async () => (await import("./client.js")).Client,
    scopes: reads,
  },
  {
    name: "persons",
    label: "Persons",
    group: "Events",
    load: async () => (await import("./persons.js")).Persons,
    scopes: reads,
  },
  {
    name: "cohorts",
    label: "Cohorts",
    group: "Events",
    load: async () => (await import("./cohorts.js")).Cohorts,
    scopes: reads,
  },
  {
    name: "rejected",
    label: "Rejected",
    group: "Events",
    load: async () => (await import("./rejected.js")).Rejected,
    scopes: reads,
  },
  {
    name: "catalogue",
    label: "Catalogue",
    group: "Events",
    load: async () => (await import("./catalogue.js")).Catalogue,
    scopes: all,
  },
  {
    name: "trends",
    label: "Trends",
    group: "Reports",
    load: async () => (await import("./trends.js")).Trends,
    scopes: all,
  },
  {
    name: "metrics",
    label: "Metrics",
    group: "Reports",
    load: async () => (await import("./metrics.js")).Metrics,
    scopes: reads,
  },
  {
    name: "funnel",
    label: "Funnel",
    group: "Reports",
    load: async () => (await import("./funnel.js")).FunnelView,
    scopes: reads,
  },
  {
    name: "retention",
    label: "Retention",
    group: "Reports",
    load: async () => (await import("./retention.js")).RetentionView,
    scopes: reads,
  },
  {
    name: "paths",
    label: "Paths",
    group: "Reports",
    load: async () => (await import("./paths.js")).PathsView,
    scopes: reads,
  },
  {
    name: "lifecycle",
    label: "Lifecycle",
    group: "Reports",
    load: async () => (await import("./lifecycle.js")).LifecycleView,
    scopes: reads,
  },
  {
    name: "stickiness",
    label: "Stickiness",
    group: "Reports",
    load: async () => (await import("./stickiness.js")).StickinessView,
    scopes: reads,
  },
  {
    name: "attribution",
    label: "Attribution",
    group: "Reports",
    load: async () => (await import("./attribution.js")).AttributionView,
    scopes: reads,
  },
  {
    name: "experiment",
    label: "Experiment",
    group: "Reports",
    load: async () => (await import("./experiment.js")).ExperimentView,
    scopes: reads,
  },
  {
    name: "access",
    label: "Access",
    group: "Server",
    load: async () => (await import("./access.js")).Access,
    scopes: manages,
  },
  {
    name: "usage",
    label: "Usage",
    group: "Server",
    load: async () => (await import("./usage.js")).Usage,
    scopes: all,
  },
];
