"""What Vividly asks Google Cloud for: `platform.py` is the table of contents."""
