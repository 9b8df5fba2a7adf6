"""Real faults on real processes. Short forms in `make test`; as often as promised with HARDAL_LONG=1 (`make faults`).

What was found goes into a table at the end (`found`); docs/reliability.md says what is promised.
"""
