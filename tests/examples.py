"""How many examples a property is tried on: few in a short run, all of them with `pytest --all`."""

from typing import Any

from hypothesis import HealthCheck, settings

SHORT, LONG = "short", "long"
FEW = 25
"""Examples of a property in a short run."""

# An example that takes long has waited for the processor: no reason to fail.
settings.register_profile(
    SHORT, deadline=None, max_examples=FEW, suppress_health_check=list(HealthCheck), print_blob=True
)
settings.register_profile(LONG, settings.get_profile(SHORT), max_examples=100)


def examples(most: int, **others: Any) -> settings:
    """Try a property on so many examples, in a short run on a few of them."""
    few = settings.get_current_profile_name() == SHORT
    return settings(max_examples=min(most, FEW) if few else most, **others)
