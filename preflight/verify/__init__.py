"""Ask the live project whether what is declared is there and answers.

probes/   one concern each, found by being there: gives the checks of a stack
checks    what a check is and what it can say
running   runs checks side by side, in the order of what they depend on, under one deadline
google    the only way to Google, or to the local cloud
"""
