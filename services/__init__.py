"""Vividly's own Cloud Run services, and the small package that both of their images hold.

Each service is a folder with its Dockerfile and its requirements, and imports nothing of ours but
`services.vividly_service` and `preflight.startup`: not the program, not the pack, not the local cloud.
"""
