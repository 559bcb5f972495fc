"""What is wrong with a request itself, before anybody looks at what it is about."""

from collections.abc import Sequence


class NoCondition(Exception):
    """An edit that does not say, in If-Match, which one version it is of."""


class Malformed(Exception):
    """A part of a request that cannot be read; `where` names the part, both texts say what would be right."""

    def __init__(self, where: str, vi: str, en: str) -> None:
        self.where, self.vi, self.en = where, vi, en
        super().__init__(f"{where}: {en}")


class NotMade(Exception):
    """A computation that was waited for has failed; both texts say why, `headers` where to look."""

    def __init__(self, vi: str, en: str, headers: dict[str, str]) -> None:
        self.vi, self.en, self.headers = vi, en, headers
        super().__init__(en)


class TooManyStreams(Exception):
    """More streams are open than one caller, or all together, may have."""


class WrongMedia(Exception):
    """A body of a media type that is not read here; `read` are those that are."""

    def __init__(self, found: str, read: Sequence[str]) -> None:
        self.found, self.read = found, tuple(read)
        super().__init__(f"{found} is not read here")


class NotAcceptable(Exception):
    """None of the forms that a client takes is offered; `offered` are the media types that are."""

    def __init__(self, offered: tuple[str, ...]) -> None:
        self.offered = offered
        super().__init__(f"offered are {', '.join(offered)}")
