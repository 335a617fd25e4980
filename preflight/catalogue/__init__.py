"""Facts about Google Cloud, as data with a loader each: no network, no other part of this project."""
