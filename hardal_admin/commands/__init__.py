"""The commands, a file each. What they share stands in server.py and output.py."""
