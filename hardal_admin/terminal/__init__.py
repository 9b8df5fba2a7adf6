"""Shared parts of the commands: options, types of option values, the server, and output."""
