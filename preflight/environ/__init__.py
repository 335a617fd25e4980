"""Which environment variables a service reads, against what the stack sets on it.

found/      one reader a language: files in, reads out; nothing that is read is ever imported or run
gathering   the services below a path with their files, and everything that each reads
comparing   reads against variables, as pure functions over sets
names       which names a platform sets, which a library reads by itself, which hold secrets
"""
