"""The database: engine, models, encryption, schema, key rotation."""
