"""Remote calls for tests. Workers import this module, so it stays light."""

import os
import time
from pathlib import Path

from transfer_demo.errors import ImagesError


def add(a, b):
    return a + b


def refuse():
    raise ImagesError("These images are too few. Bring more of them.")


def fail():
    raise ZeroDivisionError("a mistake of ours")


def bytes_of(pictures):
    return sum(len(picture.data) for picture in pictures)


def process():
    return os.getpid()


def die_once(mark):
    """End the worker's process, unless that file is there."""
    path = Path(mark)
    if not path.exists():
        path.touch()
        os._exit(1)
    return "alive"


def die():
    os._exit(1)


def wait_for(begun, go):
    """Write the first file, and wait until the other one is there."""
    Path(begun).touch()
    while not Path(go).exists():
        time.sleep(0.01)


def bring_what_does_not_travel():
    return lambda: None
