"""What Python code calls on Google's clients, with the values followed through the files of a service.

The scan tells calls on what one file makes. Clients are mostly made in one file, kept as an attribute and
handed to functions of others, so here values have types: a library's path, a class or function of the code's
own, a container. Deliberately absent: control flow; a name may be what any assignment before says it is.
"""
