"""The edge: the proxy in front of PostgREST, as a Caddyfile or as a file for nginx.

`routes` is the one table of what it lets through. `caddyfile` and `nginx` write it.
"""
