"""A program of resources that must be refused, each for one reason.

A resource is named after the rule that must refuse it, then `--`, then what is special about it. Everything
else about it is as it should be, so that another rule's word does not stand in for the one that is meant.
"""

import cloud_run
import data
import functions
import good
import iam
import identities
import messaging

good.declare_apis("apis-are-declared--", "resources-wait-for-their-apis--")
good.dead_letters()

for part in (iam, identities, cloud_run, functions, messaging, data):
    part.declare()
