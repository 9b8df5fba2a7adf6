"""Helpers of the tests: servers, databases, PostgREST, pgTAP, events and the repository's files."""
