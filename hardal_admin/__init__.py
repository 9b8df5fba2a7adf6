"""hardal-admin: migrations, tenants, tokens and PSQL URLs of a hardal database."""

__version__ = "0.1.0"
