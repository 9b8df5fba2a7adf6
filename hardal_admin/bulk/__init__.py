"""Bulk import and export of events: files of NDJSON, CSV and Parquet."""

FIELDS = (
    "id",
    "event_name",
    "hardal_server_request_id",
    "client_id",
    "properties",
    "created_at",
    "received_at",
)
FORMATS = ("ndjson", "csv", "parquet")
