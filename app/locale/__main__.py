"""`python -m cocau.app.locale`: bring the catalogue up to date; fail while any text lacks its English."""

import sys

from cocau.app.locale.messages import brought_up_to_date

if missing := brought_up_to_date("en"):
    sys.stdout.write("\n".join(missing) + "\n")
    sys.exit(f"{len(missing)} messages have no English yet")
