"""/health: whether the service is up, for whatever watches it."""

from fastapi import APIRouter

from constraints.version import VERSION

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> dict[str, str]:
    """Up, and in which version."""
    return {"status": "ok", "cocau": VERSION}
