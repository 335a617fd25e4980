"""Compares the facts of this project with what Google publishes now. The network is allowed here."""
