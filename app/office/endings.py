"""Everything that hangs on the end of a job: whoever ends jobs imports this, and it is known."""

from cocau.app.office import fan_out_ending, landing

__all__ = ["fan_out_ending", "landing"]
