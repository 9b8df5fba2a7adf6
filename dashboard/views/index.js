// The views, in the order of the menu. `scopes` are those of the keys that see it.
// The first one sees no more than is needed.
import { Start } from "./start.js";
import { Live } from "./live.js";
import { Client } from "./client.js";
import { Persons } from "./persons.js";
import { Cohorts } from "./cohorts.js";
import { Rejected } from "./rejected.js";
import { Catalogue } from "./catalogue.js";
import { Trends } from "./trends.js";
import { FunnelView } from "./funnel.js";
import { RetentionView } from "./retention.js";
import { PathsView } from "./paths.js";
import { LifecycleView } from "./lifecycle.js";
import { StickinessView } from "./stickiness.js";
import { AttributionView } from "./attribution.js";
import { ExperimentView } from "./experiment.js";
import { Access } from "./access.js";
import { Usage } from "./usage.js";

const reads = ["read", "manage"];
const all = ["aggregate", "read", "manage"];
const manages = ["manage"];

export const VIEWS = [
  { name: "start", label: "Start", group: "Events", component: Start, scopes: reads },
  { name: "live", label: "Live", group: "Events", component: Live, scopes: reads },
  { name: "clients", label: "Clients", group: "Events", component: Client, scopes: reads },
  { name: "persons", label: "Persons", group: "Events", component: Persons, scopes: reads },
  { name: "cohorts", label: "Cohorts", group: "Events", component: Cohorts, scopes: reads },
  { name: "rejected", label: "Rejected", group: "Events", component: Rejected, scopes: reads },
  { name: "catalogue", label: "Catalogue", group: "Events", component: Catalogue, scopes: all },
  { name: "trends", label: "Trends", group: "Reports", component: Trends, scopes: all },
  { name: "funnel", label: "Funnel", group: "Reports", component: FunnelView, scopes: reads },
  {
    name: "retention",
    label: "Retention",
    group: "Reports",
    component: RetentionView,
    scopes: reads,
  },
  { name: "paths", label: "Paths", group: "Reports", component: PathsView, scopes: reads },
  {
    name: "lifecycle",
    label: "Lifecycle",
    group: "Reports",
    component: LifecycleView,
    scopes: reads,
  },
  {
    name: "stickiness",
    label: "Stickiness",
    group: "Reports",
    component: StickinessView,
    scopes: reads,
  },
  {
    name: "attribution",
    label: "Attribution",
    group: "Reports",
    component: AttributionView,
    scopes: reads,
  },
  {
    name: "experiment",
    label: "Experiment",
    group: "Reports",
    component: ExperimentView,
    scopes: reads,
  },
  { name: "access", label: "Access", group: "Server", component: Access, scopes: manages },
  { name: "usage", label: "Usage", group: "Server", component: Usage, scopes: all },
];
