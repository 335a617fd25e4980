"""One file for each Google service, found by being there: `pubsub.py` serves pubsub.googleapis.com.

A file holds `API`, an `localcloud.api.Api` with its kinds of resource and its own methods. What a service
file does not cover is answered 400 UNIMPLEMENTED with a sentence.
"""
