"""What the operator of the service does: retention, backup, demo data."""
