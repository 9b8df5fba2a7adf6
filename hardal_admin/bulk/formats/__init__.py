"""One module for each file format.

`read` yields the rows of a file, each as one line of JSON. `write` turns COPY's output into a file.
"""

# The number of the row, and the row as JSON. The number is the line's number in NDJSON and CSV,
# and the row's number in Parquet and in zip archives.
Row = tuple[int, bytes]

# bytes, more than any event may have
MAX_LINE = 128 << 20
