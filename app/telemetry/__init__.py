"""What the service tells its operator: logs, metrics, traces."""
