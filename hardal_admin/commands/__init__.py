"""The commands: one module for each command or group. hardal_admin.terminal holds shared parts."""
