"""The checks of hardal-admin doctor. They find damage, drift and wrong settings.

The checks of the database are SQL functions (functions/hardal_private/doctor/). `database` runs
them and their fixes. `postgrest` checks PostgREST from outside, `edge` the proxy in front of it.
"""
