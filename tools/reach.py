"""Whether a host can be reached, answered within seconds.

On a closed network a download may hang for minutes, and so may a name look-up: neither has a time limit that
covers all of it. The question is therefore asked in a thread that is left behind when the time is up.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request

PATIENCE_SECONDS = 5.0


def reachable(url: str, patience: float = PATIENCE_SECONDS) -> bool:
    """True if anything at `url` (https) answers at all within `patience` seconds, proxies included."""
    answered = threading.Event()

    def ask() -> None:
        try:
            # The addresses are constants of this project.
            with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=patience):  # noqa: S310
                answered.set()
        except urllib.error.HTTPError as error:
            # A proxy that forbids the host answers too, with these codes.
            if error.code not in {403, 407, 502, 503, 504}:
                answered.set()
        except (OSError, ValueError):
            return

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(patience)
    return answered.is_set()
