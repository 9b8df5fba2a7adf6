"""Migrate: install hardal into a database, or bring a database to this version."""
