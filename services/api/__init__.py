"""The API service: takes a student's request, asks back or passes it on, and shows how it stands."""
