"""`make bench`: what it costs, always as a ratio of two things measured in one run, never as a bare time.

A measurement is a module here with a `measure()` that yields lines; it is found by being there.
"""
