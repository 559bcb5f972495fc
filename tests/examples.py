"""How many examples a property is tried on: few, always the same, in a short run; more with `pytest --all`.

What a short run tries follows from the test alone, so that it fails for a change and never by chance.
With `--all` the examples are new each time.
"""

from typing import Any

from hypothesis import HealthCheck, settings

SHORT, LONG = "short", "long"
FEW = 10
"""Examples of a property in a short run."""

# An example that takes long has waited for the processor: no reason to fail.
settings.register_profile(
    SHORT,
    deadline=None,
    max_examples=FEW,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
settings.register_profile(LONG, settings.get_profile(SHORT), max_examples=100, derandomize=False)


def examples(most: int, **others: Any) -> settings:
    """Try a property on so many examples, in a short run on a few of them."""
    few = settings.get_current_profile_name() == SHORT
    return settings(max_examples=min(most, FEW) if few else most, **others)
