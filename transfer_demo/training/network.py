"""The network of an arm: a backbone's stages, a pool, and a new head, cut where freezing ends."""

from collections.abc import Iterator

from torch import Tensor, nn

from transfer_demo.backbones import architectures
from transfer_demo.backbones.spec import Backbone
from transfer_demo.plan import BatchNormPolicy, HeadStart

BatchNorm = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d


def batch_norms(module: nn.Module) -> list[BatchNorm]:
    """Return all BatchNorm layers within a module."""
    return [layer for layer in module.modules() if isinstance(layer, BatchNorm)]


class GlobalPool(nn.Module):
    """The mean over all places of a feature map: (N, C, h, w) to (N, C)."""

    def forward(self, maps: Tensor) -> Tensor:
        return maps.mean(dim=(2, 3))


class Network(nn.Module):
    """A CNN in two parts: the frozen `prefix`, and the `suffix` that is trained, head included.

    Images are (N, 3, H, W) float32, normalised. The prefix turns them into activations at the
    freeze boundary, the suffix turns those into logits (N, classes). With everything frozen the
    pool belongs to the prefix, because nothing before the head changes any more.
    """

    def __init__(
        self,
        stages: nn.Sequential,
        head: nn.Linear,
        *,
        frozen_stages: int,
        batch_norm: BatchNormPolicy,
    ) -> None:
        super().__init__()
        self.body = nn.Sequential(*stages, GlobalPool())
        self.head = head
        self.frozen_stages = frozen_stages
        self.batch_norm = batch_norm
        self.prefix.requires_grad_(False)

    @property
    def stages(self) -> int:
        """How many stages the body has, frozen or not."""
        return len(self.body) - 1

    @property
    def prefix(self) -> nn.Sequential:
        """What is frozen: the first stages, and the pool when nothing but the head is trained."""
        return self.up_to_boundary(self.frozen_stages)

    @property
    def suffix(self) -> nn.Sequential:
        """What is trained, without the head."""
        return self.body[len(self.prefix) :]

    @property
    def trained_share(self) -> float:
        """How large a part of the body's parameters is trained, from 0 to 1."""
        trained, whole = (
            sum(p.numel() for p in part.parameters()) for part in (self.suffix, self.body)
        )
        return trained / whole

    def up_to_boundary(self, frozen_stages: int) -> nn.Sequential:
        """Return the part of the body that is frozen at this depth."""
        return self.body if frozen_stages == self.stages else self.body[:frozen_stages]

    def logits(self, activations: Tensor) -> Tensor:
        """Return (N, classes) from activations at the freeze boundary."""
        logits: Tensor = self.head(self.suffix(activations))
        return logits

    def forward(self, images: Tensor) -> Tensor:
        return self.logits(self.prefix(images))

    def train(self, mode: bool = True) -> "Network":
        """Switch to training, except what must not adapt.

        Frozen stages never do. BatchNorm in pretrained stages that are trained keeps its
        statistics under the policy "inference"; its scale and shift are trained like any weight.
        """
        super().train(mode)
        self.prefix.eval()
        if self.batch_norm == "inference":
            for module in batch_norms(self.suffix):
                module.eval()
        return self

    @property
    def statistics_move(self) -> bool:
        """Whether BatchNorm has statistics that change while the suffix is trained."""
        return self.batch_norm == "training" and bool(batch_norms(self.suffix))

    def parameter_count(self) -> int:
        """All parameters, head included."""
        return sum(p.numel() for p in self.parameters())

    def trainable_parameters(self) -> Iterator[nn.Parameter]:
        """The parameters that training changes: the unfrozen stages' and the head's."""
        return (p for p in self.parameters() if p.requires_grad)


def fine_tuned(
    backbone: Backbone,
    *,
    classes: int,
    frozen_stages: int,
    batch_norm: BatchNormPolicy,
    head_start: HeadStart = "zero",
) -> Network:
    """Return a pretrained network with a new head.

    A head at zero makes the first predictions undecided instead of confidently random, and its
    first gradients do not push the pretrained stages in random directions. "random" is PyTorch's
    usual start, from its global generator. A probe starts at zero too.

    Raises:
        WeightsMissing: the pretrained weights are not on this machine.
    """
    head = nn.Linear(backbone.features, classes)
    if head_start != "random":
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
    stages = architectures.build(backbone, pretrained=True)
    return Network(stages, head, frozen_stages=frozen_stages, batch_norm=batch_norm)


def from_scratch(backbone: Backbone, *, classes: int) -> Network:
    """Return the architecture of a backbone with random weights, everything to be trained.

    BatchNorm must learn its statistics here, so the plan's policy does not apply.
    """
    stages = architectures.build(backbone, pretrained=False)
    head = nn.Linear(backbone.features, classes)
    return Network(stages, head, frozen_stages=0, batch_norm="training")
