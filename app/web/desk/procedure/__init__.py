"""Pages of an election's course: steps, records, appointments, scans, the calendar."""
