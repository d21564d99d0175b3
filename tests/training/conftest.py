"""Tests of the training compare with float32 on the CPU, also on a machine with an accelerator."""

import pytest
import torch

from transfer_demo.training import arm_setup, scoring


@pytest.fixture(autouse=True)
def _on_the_cpu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # An accelerator rounds to bfloat16, which no oracle does. The marked tests are about it.
    if request.node.get_closest_marker("accelerator") is None:
        for module in (scoring, arm_setup):
            monkeypatch.setattr(module, "best_device", lambda: torch.device("cpu"))
