"""The one error that the tool's modules raise for what a user can put right."""


class Refused(Exception):  # noqa: N818 (it says what happened)
    """Something cannot be done: what and why, and in the hint what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
