"""Everything that hangs on the end of a job: whoever ends jobs imports this, and it is known."""

from app.office import landing, sweep_ending

__all__ = ["landing", "sweep_ending"]
