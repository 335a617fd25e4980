"""Pictures of a shop."""
