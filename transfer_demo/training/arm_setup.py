"""Everything that stands ready before the first epoch of an arm."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Backbone
from transfer_demo.events import Progress, Started
from transfer_demo.plan import FINE_TUNE
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batches import STATISTICS_BATCH, images_shown
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.boundary_activations import BoundaryActivations
from transfer_demo.training.cached_boundaries import caches_for
from transfer_demo.training.cost import Cost, measure
from transfer_demo.training.device import best_device
from transfer_demo.training.job import Job
from transfer_demo.training.memory_budget import MemoryBudget, memory_budget
from transfer_demo.training.memory_layout import memory_format
from transfer_demo.training.meter import Meter
from transfer_demo.training.network import Network, fine_tuned, from_scratch
from transfer_demo.training.normalisation import Normaliser
from transfer_demo.training.recipe import class_weights


@dataclass(frozen=True, kw_only=True)
class ArmSetup:
    """The network, both parts of the data, and what each step costs.

    Labels are class indices, (N,) int64, on the device. So are class weights, (classes,) float32;
    None where every image counts the same.
    """

    job: Job
    device: torch.device
    network: Network
    cost: Cost
    budget: MemoryBudget
    train: BoundaryActivations
    train_labels: Tensor
    class_weights: Tensor | None
    validation: BoundaryActivations
    validation_labels: Tensor

    @property
    def probing(self) -> bool:
        """Whether the head is trained alone before the first epoch (see `linear_probe`)."""
        wanted = self.job.arm == FINE_TUNE and self.job.plan.head_start == "probe"
        return wanted and self.network.frozen_stages < self.network.stages

    @property
    def epochs(self) -> int:
        """How many epochs this arm is trained."""
        return self.job.plan.epochs_of(self.job.arm)

    @property
    def recomputes_statistics(self) -> bool:
        """Whether BatchNorm's statistics are measured again after each epoch."""
        precise = self.job.plan.batch_norm_statistics == "precise"
        return precise and self.network.statistics_move

    @property
    def recomputes_first_statistics(self) -> bool:
        """Whether they are measured before the first epoch: those of random weights are unknown."""
        return self.recomputes_statistics and self.job.arm != FINE_TUNE

    @property
    def statistics_views(self) -> int:
        """How many views of each image they are measured on: more than one of very few images."""
        enough = round(STATISTICS_BATCH / len(self.train))
        return min(max(enough, 1), self.budget.views)

    @property
    def gflops_planned(self) -> float:
        """Operations of the whole arm, 1e9 multiply-adds."""
        plan, train, validation = self.job.plan, len(self.train), len(self.validation)
        shown = images_shown(train, plan=plan, epochs=self.epochs)
        validations = self.epochs + 1
        measured = self.recomputes_statistics * self.epochs + self.recomputes_first_statistics
        pooled = train * self.statistics_views * measured
        probed = 0
        if self.probing:
            pooled += train * self.budget.views
            probed = images_shown(train, plan=plan, epochs=plan.epochs)
        through_prefix = pooled + shown + validation * validations
        if self.budget.cache_activations:
            through_prefix = train * self.budget.views + validation
        return (
            through_prefix * self.cost.prefix_gflops
            + pooled * self.cost.pooling_gflops
            + probed * self.cost.probing_gflops
            + shown * self.cost.training_gflops
            + validation * validations * self.cost.suffix_gflops
        )

    def gflops_spent(self, meter: Meter) -> float:
        """Operations so far, 1e9 multiply-adds."""
        through_prefix = self.train.computed + self.validation.computed
        return (
            through_prefix * self.cost.prefix_gflops
            + meter.images_pooled * self.cost.pooling_gflops
            + meter.images_probed * self.cost.probing_gflops
            + meter.images_trained * self.cost.training_gflops
            + meter.images_validated * self.cost.suffix_gflops
        )

    def progress(self, meter: Meter) -> Iterator[Progress]:
        """Yield how far the arm is, unless that was said a moment ago."""
        return meter.progress(self.gflops_spent(meter) / self.gflops_planned)

    def started(self) -> Started:
        """Return the first event of the arm."""
        images = self.job.images
        return Started(
            arm=self.job.arm,
            device=self.device.type,
            threads=torch.get_num_threads(),
            epochs=self.epochs,
            views=self.budget.views,
            classes=images.classes,
            train_images=len(images.train),
            train_counts=images.train_counts,
            validation_labels=tuple(example.label for example in images.validation),
            validation_ids=images.validation_ids,
            validation_groups=images.validation_groups,
            trainable_parameters=sum(p.numel() for p in self.network.trainable_parameters()),
            total_parameters=self.network.parameter_count(),
            notes=self.budget.notes,
        )


def prepare(job: Job, meter: Meter) -> ArmSetup:
    """Build the network of an arm and lay out its images.

    Args:
        job: the arm.
        meter: told of the seconds that other trainings spent on what this one finds ready.

    Raises:
        BackboneError: the backbone is unknown or its weights cannot be loaded.
    """
    plan, images = job.plan, job.images
    backbone = catalogue.get(plan.backbone)
    device = best_device()
    layout = memory_format(device)
    network = _network(job, backbone).to(device).to(memory_format=layout)
    cost = measure(network, image_size_px=plan.image_size_px)
    budget = memory_budget(
        plan,
        arm=job.arm,
        train_images=len(images.train),
        validation_images=len(images.validation),
        # From scratch nothing is frozen.
        boundary_bytes=cost.boundary_bytes.get(network.frozen_stages),
    )
    views = partial(
        Views,
        framing=backbone.framing(plan.image_size_px),
        seed=plan.seed,
        threads=torch.get_num_threads(),
    )
    keep = budget.views if budget.cache_views else 0
    train_views = views(images.train, augmentation=plan.augmentation, keep=keep)
    validation_views = views(images.validation, augmentation="none", keep=min(keep, 1))
    caches = caches_for(
        job,
        network=network,
        cost=cost,
        budget=budget,
        train=train_views,
        validation=validation_views,
    )
    activations = partial(
        BoundaryActivations,
        fold_batchnorm(network.prefix).to(memory_format=layout),
        normalise=Normaliser(backbone.preprocessing, device, normalisation=plan.normalisation),
        borrow=meter.borrow,
    )
    return ArmSetup(
        job=job,
        device=device,
        network=network,
        cost=cost,
        budget=budget,
        train=activations(train_views, caches=caches.train),
        train_labels=torch.tensor([e.label for e in images.train], device=device),
        class_weights=_class_weights(job, device),
        validation=activations(validation_views, caches=caches.validation),
        validation_labels=torch.tensor([e.label for e in images.validation], device=device),
    )


def _class_weights(job: Job, device: torch.device) -> Tensor | None:
    if job.plan.class_weights == "none":
        return None
    labels = [example.label for example in job.images.train]
    weights = class_weights(labels, classes=len(job.images.classes))
    return torch.from_numpy(weights).to(device)


def _network(job: Job, backbone: Backbone) -> Network:
    classes = len(job.images.classes)
    if job.arm != FINE_TUNE:
        return from_scratch(backbone, classes=classes)
    return fine_tuned(
        backbone,
        classes=classes,
        frozen_stages=job.plan.frozen_stages,
        batch_norm=job.plan.batch_norm,
        head_start=job.plan.head_start,
    )
