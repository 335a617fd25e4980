"""Models that are spelled in files, instead of standing once in the registry.

`preflight models lint` asks this package, and these are its parts: `grammar` says what a name of a model
looks like, `surroundings` what stands around one, `files` which files there are, `spelling` where a name is
written out, `folding` and `templates` where it is put together, `judging` what that means on a day.

Deliberately absent: a list of models. A name that was invented yesterday is seen, and is UNKNOWN.
"""
