"""JavaScript and TypeScript, read by their trees: names, wrappers and schemas across the files of a service.

files, service   what is read, and what it has in common
resolving        what a name of a variable can be
holders, wrappers   fields that hold the environment, functions that read what they are told
members, patterns, calls, wholes, schemas   one form of a read each
"""
