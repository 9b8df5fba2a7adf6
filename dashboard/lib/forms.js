// A PSQL URL in the forms that tools ask for. The steps are those of docs/analytics.md.
//
// `at` is {role, password, host, port, dbname, sslmode, tenant}. The name of a role and a password
// that this page has made need no escape in a URL.

const host = (at) => (at.host.includes(":") ? `[${at.host}]` : at.host);
const address = (at) => `${host(at)}:${at.port}/${encodeURIComponent(at.dbname)}`;

export function uri(at, scheme = "postgresql") {
  const login = `${at.role}:${at.password}`;
  return `${scheme}://${login}@${address(at)}?sslmode=${at.sslmode}&application_name=hardal`;
}

function jdbc(at) {
  const login = `user=${at.role}&password=${at.password}`;
  return `jdbc:postgresql://${address(at)}?${login}&sslmode=${at.sslmode}`;
}

function fields(...pairs) {
  return pairs.map(([name, value]) => `${`${name}:`.padEnd(10)} ${value}`).join("\n");
}

const login = (at) => [
  ["User", at.role],
  ["Password", at.password],
];
const server = (at) => ["Server", `${host(at)}:${at.port}`];
const database = (at) => ["Database", at.dbname];
const sslmode = (at) => ["SSL mode", at.sslmode];

const pandas = (at) => `import pandas
from sqlalchemy import create_engine

engine = create_engine(
    "${uri(at, "postgresql+psycopg")}"
)
print(pandas.read_sql("select * from event_catalog", engine))`;

/** [tool, steps, text to copy] */
export const FORMS = [
  ["psql", "In a terminal:", (at) => `psql "${uri(at)}"`],
  [
    "Metabase",
    "Admin > Databases > Add a database > PostgreSQL: paste the URL as connection string. " +
      "Schemas: “Only these...”. Turn “Unfold JSON Columns” off.",
    (at) => uri(at),
  ],
  [
    "Superset",
    "Settings > Database connections > + Database > PostgreSQL, as SQLAlchemy URI:",
    (at) => uri(at),
  ],
  [
    "Grafana",
    "Connections > Add new connection > PostgreSQL. Turn TimescaleDB off.",
    (at) => fields(["Host URL", server(at)[1]], database(at), ...login(at), sslmode(at)),
  ],
  [
    "Power BI",
    "Get data > PostgreSQL database; authentication of the kind Database.",
    (at) => fields(server(at), database(at), ...login(at)),
  ],
  [
    "Tableau",
    "Connect > To a Server > PostgreSQL; authentication: Username and Password.",
    (at) => fields(["Server", at.host], ["Port", at.port], database(at), ...login(at), sslmode(at)),
  ],
  ["DBeaver", "Database > New Database Connection > PostgreSQL. The URL for JDBC:", jdbc],
  ["pandas", "With SQLAlchemy and psycopg 3:", pandas],
];
