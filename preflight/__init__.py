"""Finds out before a deployment what would otherwise be found out in production."""
