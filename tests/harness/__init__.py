"""What the tests stand on: a real server, a database of their own each, PostgREST, and pgTAP."""
