"""Where the engine starts the pack: `pulumi preview --policy-pack policy`.

Nothing comes after `start()`: a running pack serves the engine until the engine stops it.
"""

from analyzer import start
from rules import found

start(found())
