"""The error for every problem that the user can solve."""


class Refused(Exception):  # noqa: N818 (it says what happened)
    """The tool cannot do a task. `message` gives the reason, `hint` gives the remedy."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
