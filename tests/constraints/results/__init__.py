"""Tests of counted results."""
