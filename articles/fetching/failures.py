"""Why nothing was fetched, in words for whoever asked for it."""


class Failure(Exception):
    """Nothing came of an address. The message says why and what to do.

    ``reason`` is one word for programs. ``passing`` failures are worth another try, after ``retry_after`` seconds where
    the site said so.
    """

    def __init__(
        self, reason: str, message: str, *, passing: bool = False, retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.reason, self.passing, self.retry_after, self.status = reason, passing, retry_after, status


def of_status(status: int, *, retry_after: float | None = None) -> Failure:
    """What a status that brings no page means for whoever wants the page."""
    if status == 401:
        message = "The site asks for a sign-in (401). Save the page in a browser and upload the file."
    elif status in (402, 403, 407, 451):
        message = f"The site does not give this page to programs ({status}). Save it in a browser and upload the file."
    elif status == 404:
        message = "There is no page at this address (404). Check it in a browser."
    elif status == 410:
        message = "The page was taken down for good (410)."
    elif status == 429:
        message = "The site asks to come less often (429). Try again later."
    elif status >= 500:
        message = f"The site has trouble of its own ({status}). Try again later."
    elif 300 <= status < 400:
        message = f"The site points elsewhere without saying where ({status})."
    else:
        message = f"The site answered with {status} and no page. Check the address in a browser."
    passing = status in (408, 425, 429) or status >= 500
    return Failure("status", message, passing=passing, retry_after=retry_after, status=status)
