"""Pictures of plans and answers by matplotlib, in the look of the desk.

Each function returns matplotlib's axes, to be drawn on further and saved by `ax.figure.savefig`.
"""

from cocau.app.python.plot.questions import front, prices, ranges
from cocau.app.python.plot.slates import composition, constituencies, hemicycle
from cocau.app.python.plot.sweeps import sweep

__all__ = ["composition", "constituencies", "front", "hemicycle", "prices", "ranges", "sweep"]
