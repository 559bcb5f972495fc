"""Commands of the operator: the service, its database, its users and its audit log."""
