"""The served resource types: one file a Google service, found by being there. ``kind.Kind`` is the table."""
