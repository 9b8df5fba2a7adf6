// The peer that people often pick: a Node server with one INSERT in each request.
//
//     HARDAL_BENCH_DSN=... HARDAL_BENCH_PORT=... node bench/bare_endpoint.mjs
//
// Umami stores a page view in this way, and many hand-written endpoints do. It checks no token and
// no limit, and makes the id itself, so a retry is counted twice. Umami does more: it looks up the
// website and the session, and stores a row for each property.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import pg from "pg";

const INSERT = {
  name: "insert",
  text: `insert into bench.events
    (id, event_name, hardal_server_request_id, client_id, properties, created_at)
    values (gen_random_uuid(), $1, $2, $3, $4, $5)`,
};

async function answer(pool, request, response) {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks));
    if (typeof event.event_name !== "string") throw new Error("event_name is missing");
    const { event_name, hardal_server_request_id, client_id, properties, created_at } = event;
    const values = [event_name, hardal_server_request_id, client_id, properties, created_at];
    await pool.query({ ...INSERT, values });
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":true}');
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}

if (cluster.isPrimary) {
  for (let n = 0; n < availableParallelism(); n++) cluster.fork();
  process.on("SIGTERM", () => process.exit());
} else {
  const pool = new pg.Pool({ connectionString: process.env.HARDAL_BENCH_DSN, max: 4 });
  createServer((request, response) => answer(pool, request, response)).listen(
    process.env.HARDAL_BENCH_PORT,
    "127.0.0.1",
  );
  process.on("disconnect", () => process.exit());
}
