import pytest

from cocau.app.auth.authentication import check_listen_address, is_loopback
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
    assert is_loopback(address) is here
    check_listen_address(Settings(env=Environment.PRODUCTION), address)
    if here:
        check_listen_address(Settings(), address)
        return
    with pytest.raises(InputError, match="COCAU_ENV=production"):
        check_listen_address(Settings(), address)
