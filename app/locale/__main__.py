"""`python -m app.locale`: bring the catalogue up to date; tell what needs words, and fail while any does."""

import sys

from app.locale.messages import brought_up_to_date

if missing := brought_up_to_date("en"):
    sys.stdout.write("\n".join(missing) + "\n")
    sys.exit(f"{len(missing)} messages have no English yet")
