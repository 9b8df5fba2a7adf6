"""The embedded server: PostgreSQL, PostgREST and Caddy as ordinary processes on 127.0.0.1.

One folder, the data dir, holds the data, the logs and the secrets.
"""
