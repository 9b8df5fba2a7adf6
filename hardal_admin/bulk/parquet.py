"""pyarrow, which is large and so an extra of its own."""

from typing import Any

from hardal_admin.errors import Refused


def pyarrow() -> Any:
    try:
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise Refused(
            "Parquet needs pyarrow, which is not installed", "pip install 'hardal[parquet]'"
        ) from error
    return pyarrow
