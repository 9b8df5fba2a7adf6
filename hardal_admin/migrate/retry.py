"""Retries of a migrate's transactions, and its report of progress."""

from collections.abc import Callable

from psycopg import errors
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

ATTEMPTS = 8

Report = Callable[[str], None]


def patiently() -> Retrying:
    """Retry errors that pass: a reader's lock, or a role that another database makes meanwhile."""
    return Retrying(
        retry=retry_if_exception(_passes),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.1, max=3),
        reraise=True,
    )


def _passes(error: BaseException) -> bool:
    return isinstance(
        error,
        (
            errors.LockNotAvailable,
            errors.DeadlockDetected,
            errors.SerializationFailure,
            errors.UniqueViolation,
            errors.DuplicateObject,
            errors.DuplicateSchema,
            errors.DuplicateTable,
        ),
    ) or (
        # another transaction has changed the same row of the catalogue; the message is translated
        isinstance(error, errors.InternalError_)
        and error.diag.source_function in ("simple_heap_update", "simple_heap_delete")
    )
