"""What policy packs said in a run of the engine, read from its events. What they judge by is their own."""
