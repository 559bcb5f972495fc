"""The desk: what people and programs talk to. No rule and no solver variable lives here."""
