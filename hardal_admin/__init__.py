"""hardal-admin, the command line tool for migrations, tenants, tokens and PSQL URLs."""

__version__ = "0.5.0"
