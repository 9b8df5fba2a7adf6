"""Shared by the commands: which server a command speaks to, and how results are printed."""
