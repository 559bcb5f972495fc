import pytest

from cocau.app.access.here import loopback, must_listen_here
from cocau.app.settings import Environment, Settings
from cocau.constraints.errors import InputError


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_development_listens_to_its_own_machine_only(address: str, here: bool) -> None:
    assert loopback(address) is here
    must_listen_here(Settings(env=Environment.PRODUCTION), address)
    if here:
        must_listen_here(Settings(), address)
        return
    with pytest.raises(InputError, match="COCAU_ENV=production"):
        must_listen_here(Settings(), address)
