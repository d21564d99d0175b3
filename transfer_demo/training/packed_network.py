"""A trained network becomes a file, and the file the same network again."""

import hashlib
import io
from collections.abc import Mapping

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from transfer_demo.backbones import architectures, catalogue
from transfer_demo.errors import ModelError
from transfer_demo.plan import FINE_TUNE
from transfer_demo.training.engine_version import engine_version
from transfer_demo.training.job import Job
from transfer_demo.training.model_file import ModelFacts, read_facts
from transfer_demo.training.network import Network


def pack(network: Network, job: Job) -> bytes:
    """Return the file of what was trained: all but the frozen stages, which anybody can have."""
    backbone, plan = catalogue.get(job.plan.backbone), job.plan
    facts = ModelFacts(
        arm=job.arm,
        plan=plan,
        classes=job.images.classes,
        preprocessing=backbone.preprocessing,
        framing=backbone.framing(plan.image_size_px),
        frozen=_digest(network.prefix),
        engine=engine_version(),
    )
    frozen = _frozen_names(network)
    trained = {
        name: tensor.detach().cpu().contiguous()
        for name, tensor in network.state_dict().items()
        if name not in frozen
    }
    return save(trained, metadata=facts.to_metadata())


def unpack(file: bytes) -> tuple[Network, ModelFacts]:
    """Return the network of a file, in inference mode, and what the file says of it.

    No random number is drawn: a training may run beside this, and its numbers are its own.

    Raises:
        ModelError: the file is damaged, or the pretrained weights here are others.
        WeightsMissing: the pretrained weights are not on this machine.
        UnknownBackbone: the catalogue of this version does not have its backbone.
    """
    facts = read_facts(io.BytesIO(file))
    network = _without_numbers(facts)
    frozen = _frozen_names(network)
    if _digest(network.prefix) != facts.frozen:
        raise ModelError(
            f"This model begins with the pretrained weights of {facts.plan.backbone}, and those on "
            "this machine are others than it was trained with. Use it where it was trained, or "
            "train it again here."
        )
    try:
        tensors: Mapping[str, Tensor] = load(file)
        expected = network.state_dict()
        if tensors.keys() != expected.keys() - frozen or any(
            tensor.dtype != expected[name].dtype for name, tensor in tensors.items()
        ):
            raise _damaged()
        network.load_state_dict(tensors, strict=False, assign=True)
    except (SafetensorError, RuntimeError) as exc:  # cut short, or of other shapes
        raise _damaged() from exc
    return network.requires_grad_(False).eval(), facts


def _without_numbers(facts: ModelFacts) -> Network:
    """Return the network of a file with its frozen stages, and nothing in the others yet."""
    backbone = catalogue.get(facts.plan.backbone)
    frozen_stages = facts.plan.frozen_stages if facts.arm == FINE_TUNE else 0
    if frozen_stages:
        stages = architectures.build(backbone, pretrained=True)
    else:
        stages = architectures.cut(architectures.outline(backbone), backbone)
    head = nn.Linear(backbone.features, len(facts.classes), device="meta")
    return Network(stages, head, frozen_stages=frozen_stages, batch_norm=facts.plan.batch_norm)


def _frozen_names(network: Network) -> set[str]:
    """Return under which names a network has the numbers of its frozen stages."""
    return {f"body.{name}" for name in network.prefix.state_dict()}


def _digest(frozen: nn.Sequential) -> str:
    """Return the digest of the numbers of frozen stages; empty where there are none."""
    numbers = frozen.state_dict()
    digest = hashlib.sha256()
    for name, tensor in numbers.items():
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy())
    return digest.hexdigest() if numbers else ""


def _damaged() -> ModelError:
    return ModelError(
        "This model cannot be used: its file is damaged. Take another copy, or train it again."
    )
