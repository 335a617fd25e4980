"""The one registry of models: what may be called, since when, until when, and which role uses which."""
