"""The embedded server: PostgreSQL and PostgREST as ordinary processes on 127.0.0.1, their data in one folder."""
