"""An operator's settings, each an environment variable: COCAU_ and the field's name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

VARIABLE_PREFIX = "COCAU_"


class Environment(StrEnum):
    """Where the service runs; in development only locally, and it makes its own keys."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SecondFactorRule(StrEnum):
    """Whether approvers and administrators must have a second factor."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class ProofRule(StrEnum):
    """When the proof of a proposal is looked for: after each plan, or when asked for."""

    AUTOMATIC = "automatic"
    ASKED = "asked"


@dataclass(frozen=True)
class Settings:
    """Settings of the service, each explained below it."""

    env: Environment = Environment.DEVELOPMENT
    """See `Environment`."""
    state: Path = Path(".cocau")
    """The folder for what is made here: SQLite files, and in development the keys."""
    database: str = ""
    """An SQLAlchemy URL; empty means SQLite in `state`."""
    keys: str = ""
    """The keys that seal what is stored, comma-separated, newest first."""
    metrics_token: str = ""
    """Who sends it as a bearer token may read /metrics; empty: nobody gets in by a token."""
    max_seconds: int = 60
    """The longest search, in seconds."""
    solves: int = 2
    """Searches at once in one process; 0: none, workers do it all."""
    memory: int = 4_000
    """Megabytes that one search may take."""
    proofs: ProofRule = ProofRule.AUTOMATIC
    """See `ProofRule`."""
    queue: int = 100
    """Unfinished jobs that one caller may have."""
    max_people: int = 20_000
    """People in the largest pool."""
    max_body: int = 5_000_000
    """Bytes of a request."""
    max_upload: int = 20_000_000
    """Bytes of an uploaded pool."""
    imports: int = 2
    """Pools read or written at once in one process."""
    study_councils: int = 11_367
    """Councils of one study."""
    study_scenarios: int = 100
    """Scenarios of one study."""
    keep_days: int = 0
    """Days until a pool is erased by default, and a proposal sent whole; 0: never."""
    worker: str = ""
    """What this process is called among those of one database; empty: as its machine."""
    takeover: int = 5
    """Seconds without a sign of life after which the work of a process is taken up."""
    poll: int = 100
    """Milliseconds between two looks of a process at the queue."""
    grace: int = 10
    """Seconds that searches have to end when the process is asked to."""
    rate: str = "600/minute"
    """Requests of one caller."""
    sign_in_rate: str = "5/minute"
    """Attempts to sign in at one name from one address."""
    second_factor: SecondFactorRule = SecondFactorRule.OPTIONAL
    """See `SecondFactorRule`."""
    oidc_issuer: str = ""
    """The issuer of the organisation's identity provider (OpenID Connect); empty: none."""
    oidc_client_id: str = ""
    """What this service is called at the provider."""
    oidc_client_secret: str = ""
    """Its secret there; empty: a public client, proven by PKCE alone."""
    oidc_scope: str = "openid profile email"
    """What is asked of the provider."""
    oidc_claim: str = "preferred_username"
    """The claim with the name that a user signs in with here."""
    oidc_allowed: str = ""
    """A claim and the value that it must have, such as groups=hdnd; empty: none."""
    witness: str = ""
    """A file or https address to which new heads of the audit log go; empty: nowhere."""
    webhooks: str = ""
    """Origins that webhooks may go to, comma-separated; empty: none."""

    @property
    def development(self) -> bool:
        """Return whether this is a developer's own machine."""
        return self.env is Environment.DEVELOPMENT

    @property
    def cookie_name(self) -> str:
        """Return the session cookie's name; in production only this host can set it, over TLS."""
        return "cocau" if self.development else "__Host-cocau"

    def list_webhook_origins(self) -> tuple[str, ...]:
        """List the origins that webhooks may go to."""
        return tuple(origin for part in self.webhooks.split(",") if (origin := part.strip()))

    def allows_webhook(self, url: str) -> bool:
        """Return whether a webhook may go to a URL: to an origin by scheme, host and port."""
        origin = find_origin(url)
        return origin is not None and origin in map(find_origin, self.list_webhook_origins())

    @property
    def database_url(self) -> str:
        """Return the database's URL: the one that was set, or a file in the state folder."""
        return self.database or f"sqlite:///{self.state / 'cocau.db'}"


_MINIMUMS = {
    "max_seconds": 1,
    "solves": 0,
    "queue": 0,
    "max_people": 1,
    "max_body": 1,
    "max_upload": 1,
    "imports": 1,
    "study_councils": 1,
    "study_scenarios": 1,
    "keep_days": 0,
    "memory": 256,
    "takeover": 1,
    "poll": 10,
    "grace": 0,
}


class BadSettings(ValueError):
    """Settings that cannot be: each variable with what is wrong, Vietnamese and English."""

    def __init__(self, *faults: tuple[str, str, str]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{variable} {en}" for variable, _, en in faults))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; those that are not given keep their defaults.

    Raises:
        BadSettings: every value that is no whole number of its range, no environment and so on.
    """
    given: dict[str, object] = {}
    faults: list[tuple[str, str, str]] = []
    for field in fields(Settings):
        variable = VARIABLE_PREFIX + field.name.upper()
        if variable in environment:
            try:
                given[field.name] = _parse_value(field.name, variable, environment[variable])
            except BadSettings as error:
                faults += error.faults
    if faults:
        raise BadSettings(*faults)
    return Settings(**given)  # type: ignore[arg-type]  # each value was read by its field's name


def _parse_value(name: str, variable: str, value: str) -> object:
    if name in _MINIMUMS:
        return _parse_number(variable, value, _MINIMUMS[name])
    if name in _CHOICES:
        return _parse_choice(_CHOICES[name], variable, value)
    if name in _RATES:
        return _parse_rate(variable, value)
    if name == "witness" and "://" in value and not value.startswith("https://"):
        vi, en = "phải là một tệp hoặc địa chỉ https", "must be a file or an https address"
        raise _build_bad(variable, value, vi, en)
    if name == "webhooks":
        return _parse_origins(variable, value)
    if name == "oidc_issuer" and value and not is_provider_address(value):
        vi = "phải là địa chỉ https (http chỉ trên máy này)"
        raise _build_bad(variable, value, vi, "must be an https address (http on this machine only)")
    return Path(value) if name == "state" else value


_PROVIDER_ADDRESS = re.compile(r"https://|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)")


def is_provider_address(address: str) -> bool:
    """Return whether a provider may be asked there: over TLS, or on this machine."""
    return _PROVIDER_ADDRESS.match(address) is not None


def find_origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address as browsers read it; None: none to be asked."""
    from pydantic import HttpUrl, ValidationError  # the command line's help does without it

    try:
        read = HttpUrl(url)
    except ValidationError:
        return None
    if read.host is None or read.port is None or read.username is not None or read.password is not None:
        return None
    return read.scheme, read.host, read.port


def _parse_origins(variable: str, value: str) -> str:
    """Return a list of origins if each is one, over TLS or on this machine."""
    for origin in Settings(webhooks=value).list_webhook_origins():
        found = find_origin(origin)
        is_bare = re.fullmatch(r"https?://[^/?#\\@*\s]+/?", origin) is not None
        if found is None or not is_bare or not is_provider_address(f"{found[0]}://{found[1]}/"):
            vi = "phải là địa chỉ https chỉ gồm máy và cổng (http chỉ trên máy này), cách nhau bằng dấu phẩy"
            en = "must be https addresses of hosts and ports (http on this machine only), comma-separated"
            raise _build_bad(variable, origin, vi, en)
    return value


def _build_bad(variable: str, value: str, vi: str, en: str) -> BadSettings:
    return BadSettings((variable, f"{vi}, không phải {value!r}", f"{en}, not {value!r}"))


_CHOICES: dict[str, type[StrEnum]] = {
    "env": Environment,
    "second_factor": SecondFactorRule,
    "proofs": ProofRule,
}


def _parse_choice(kind: type[StrEnum], variable: str, value: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        vi, en = f"phải là {' hoặc '.join(kind)}", f"must be {' or '.join(kind)}"
        raise _build_bad(variable, value, vi, en) from None


_RATES = {"rate", "sign_in_rate"}
_RATE = re.compile(r"[1-9][0-9]{0,8}/([1-9][0-9]{0,3} )?(second|minute|hour|day)s?")


def _parse_rate(variable: str, value: str) -> str:
    if not _RATE.fullmatch(value):
        vi = "phải là số yêu cầu trong một khoảng thời gian, như 600/minute"
        raise _build_bad(variable, value, vi, "must be a number of requests in a time, like 600/minute")
    return value


def _parse_number(variable: str, value: str, least: int) -> int:
    if not value.isdecimal() or int(value) < least:
        vi, en = f"phải là số nguyên từ {least} trở lên", f"must be a whole number from {least}"
        raise _build_bad(variable, value, vi, en)
    return int(value)
