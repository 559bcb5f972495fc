"""Signing in: sessions, the second factor, the organisation's identity provider."""
