"""One reader a language: bytes in, Source out. Each module is found by being here."""
