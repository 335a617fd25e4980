"""Python, walked as if no variable of the environment were set.

What a read gives when its variable is missing (nothing, or its default) is followed through assignments,
conditions, functions and objects of the code, across files. A condition that holds for that reason leads
where the program would go: a `raise` there makes the variable required. Both arms of every condition are
walked, so no read is missed; the other arm is the world in which the variable is there.

values       what an expression can be
parsing      trees of files, and who imports whom; modules: which file an import means
worth        which functions are followed
walk         statements; worlds: what is walked under
evaluating   asks whoever knows a kind of expression, by the table in expressions
             (members, spelled, listed, conditions, truths, alternatives, calls)
assigning, definitions, importing, contexts   what statements do with values
handing_on   what becomes of values given to code that nobody sees
looking_up   the environment itself; libraries: what calls into known libraries read
settings     classes whose fields are variables (pydantic-settings)

Deliberately absent: numbers, loops over what is not spelled, threads, metaclasses, `exec`.
"""
