"""One reader a language: `found(own, files)` gives what a service reads. Found by being here."""
