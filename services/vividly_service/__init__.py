"""What both services need and must do in the same way; copied into both images.

How settings are read and refused, how a Google client is led, how tokens are verified, how errors are named,
how logs look, and what stands in the bucket under which name. Deliberately absent: Google clients (each
service makes its own, in its `clients.py`) and anything that only one of the services does.
"""
