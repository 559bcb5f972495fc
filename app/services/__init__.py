"""What users do, one module a noun: permission, transaction, audit log entry."""
