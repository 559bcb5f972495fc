"""What is this very machine: its addresses, and its names in the Host of a request."""

import ipaddress

from starlette.datastructures import Headers
from starlette.requests import Request

from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem

NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def from_here(request: Request) -> bool:
    """Whether a request was made on this machine, and not passed on by something that runs on it."""
    if request.client is None or any(header in request.headers for header in _PROXIED):
        return False
    return loopback(request.client.host)


def loopback(address: str) -> bool:
    """Whether an address is that of this machine only; a name other than ``localhost`` is none."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


def named_so(headers: Headers) -> bool:
    """Whether a request calls this machine by its own name: a page that bound another name to it does not."""
    host = headers.get("host", "").lower()
    name, _, port = host.rpartition(":")
    return host in NAMES or (name in NAMES and port.isdecimal())


def must_listen_here(settings: Settings, host: str) -> None:
    """Go on only if a service of this kind may listen there: one without sign-in only to its own machine.

    Raises:
        InputError: development, and an address that others can reach.
    """
    if settings.development and not loopback(host):
        vi = (
            "Ở chế độ phát triển (COCAU_ENV=development) không cần đăng nhập, nên chỉ được mở trên máy này "
            "(127.0.0.1, ::1, localhost). Để máy khác dùng: COCAU_ENV=production và COCAU_KEYS."
        )
        en = (
            "In development (COCAU_ENV=development) nobody signs in, so only this machine may be listened to "
            "(127.0.0.1, ::1, localhost). For others to use it: COCAU_ENV=production and COCAU_KEYS."
        )
        raise InputError([Problem("not_loopback", f"--host {host}", vi, en)])
