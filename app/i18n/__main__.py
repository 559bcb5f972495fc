"""`python -m cocau.app.i18n`: update the English catalogue; fail if it lacks anything."""

import sys

from cocau.app.i18n.translations import update_catalogue

if missing := update_catalogue("en"):
    sys.stdout.write("\n".join(missing) + "\n")
    sys.exit(f"{len(missing)} messages have no English yet")
