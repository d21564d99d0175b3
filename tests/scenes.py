"""Scenes in which several act at once, played from tests that know nothing of event loops."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def play_scene(scene: Coroutine[Any, Any, Any]) -> Any:
    """Play a scene to its end.

    In a thread of its own: where tests drive a browser, this one has a loop that runs already.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result()
