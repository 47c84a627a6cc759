"""What stops a build before it begins: the site's own code or configuration is wrong."""


class CannotStart(Exception):  # noqa: N818 - a state of affairs, not a fault of ours
    """The configuration, a template or the output folder makes a build impossible: exit code 2.

    ``message`` says what is wrong and where, ``hint`` the way out.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
