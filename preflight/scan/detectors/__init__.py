"""One detector a concern: a service in, sightings out. Each module is found by being here."""
