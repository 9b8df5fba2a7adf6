"""Real faults on real processes.

`make test` runs a short form of each test. With HARDAL_LONG=1 (`make faults`) they run as often as
docs/reliability.md says, and print a table of their figures at the end (`found`).
"""
