"""How many files and connections this process may have open: as many as the system allows it."""

import sys
from typing import Final

# A class has a few hundred connections; systems start programs with 256 or 1,024.
_ENOUGH: Final = 65_536


def raise_limit() -> None:
    """Raise the limit up to what the user may have. Windows has none to raise."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if most == resource.RLIM_INFINITY else min(_ENOUGH, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
