"""The push worker: writes and speaks the answer to a content request that Pub/Sub pushes."""
