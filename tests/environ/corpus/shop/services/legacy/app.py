"""Prints all of it."""

import os

for name in os.environ:
    print(name)
