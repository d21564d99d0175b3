"""Which processor a worker trains on, and what it needs to repeat a run there."""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager

import joblib
import torch


def best_device() -> torch.device:
    """Return CUDA where this process has it, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def autocast(device: torch.device) -> AbstractContextManager[object]:
    """Return the context in which the network is run: bfloat16 where that is faster.

    bfloat16 has the range of float32, so no gradient scaler is needed. On the CPU it does not
    speed up training, and on MPS it depends on the macOS version, so both stay in float32.
    """
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def wait_for(device: torch.device) -> None:
    """Return when the device has done what it was asked: an accelerator works behind the program.

    A clock that is read without it measures how long the asking took.
    """
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def all_cores() -> int:
    """Return how many cores this process may use: real ones, within the limits of a container."""
    return int(joblib.cpu_count(only_physical_cores=True))


@contextlib.contextmanager
def repeatable(*, seed: int, threads: int | None) -> Iterator[None]:
    """Seed torch and fix the number of threads, and put both back afterwards.

    The thread count matters for repeatability: sums that are split over more threads are rounded
    differently.

    Args:
        seed: of whatever is random.
        threads: how many cores may be used; None means all.
    """
    threads_before = torch.get_num_threads()
    deterministic_before = torch.backends.cudnn.deterministic
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        torch.backends.cudnn.deterministic = True
        torch.set_num_threads(threads or all_cores())
        try:
            yield
        finally:
            torch.set_num_threads(threads_before)
            torch.backends.cudnn.deterministic = deterministic_before
