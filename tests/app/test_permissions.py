"""What a role may is decided by its permissions alone, so the roles at their edge decide for all others."""

import ast
from pathlib import Path

import cocau.app
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole

APP = Path(cocau.app.__file__).parent


def test_every_role_has_its_permissions_and_the_administrator_all() -> None:
    assert ROLE_PERMISSIONS.keys() == set(UserRole)
    assert ROLE_PERMISSIONS[UserRole.ADMIN] == set(Permission)
    assert all(Permission.READ in held for held in ROLE_PERMISSIONS.values())


def test_nobody_asks_for_a_role_by_its_name() -> None:
    """A comparison with a role would let in, or keep out, whom the table does not."""
    found = [
        f"{path.relative_to(APP)}:{node.lineno}"
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.Match) and "UserRole." in ast.unparse(node)
    ]
    assert found == []
