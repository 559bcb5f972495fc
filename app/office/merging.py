"""JSON merge patches (RFC 7396)."""

from typing import Any

REF = "ref"


def merged(target: Any, patch: Any) -> Any:  # noqa: ANN401  # any JSON
    """The target with a patch done to it: null takes a member away, an object is merged, all else replaces.

    One thing is ours: an object with the member ``ref`` takes the place of what was there, as a whole. Merged
    into a council that is written out it would be neither the one nor the other.
    """
    if not isinstance(patch, dict):
        return patch
    if REF in patch or not isinstance(target, dict):
        target = {}
    left = {key: value for key, value in target.items() if key not in patch}
    new = {key: merged(target.get(key), value) for key, value in patch.items() if value is not None}
    return left | new
