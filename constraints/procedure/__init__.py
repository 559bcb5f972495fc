"""The procedure of an election: dossiers, the calendar, and gates."""
