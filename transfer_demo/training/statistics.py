"""BatchNorm's statistics, measured again for the weights that are judged.

BatchNorm shifts and scales each channel by its mean and variance: those of the batch while it
trains, those that it has kept when it is judged. What it keeps is a running average over past
batches, and those were seen with other weights. After four or five steps, two thirds of it is still
what it began with. So before each validation the training images go through the network once more,
and mean and variance are those of the weights as they are (Wu & Johnson 2021, "Rethinking 'Batch'
in BatchNorm", section 3).
"""

from collections.abc import Iterator

from torch import Tensor
from torch.optim.swa_utils import update_bn

from transfer_demo.training.device import autocast
from transfer_demo.training.meter import Meter
from transfer_demo.training.recipe import mixed
from transfer_demo.training.setting import Setting


def measure_statistics(setting: Setting, meter: Meter, *, view: int) -> None:
    """Replace the statistics of all BatchNorm layers that learn by those of the training images.

    Args:
        setting: its network gets the statistics; no other weight is touched.
        meter: told of the images that went through.
        view: which view of each image is shown.
    """

    def activations() -> Iterator[Tensor]:
        for batch in mixed(len(setting.train), plan=setting.job.plan):
            meter.check_stop()
            yield setting.train.batch(view, batch)
            meter.images_pooled += len(batch)

    with autocast(setting.device):
        update_bn(activations(), setting.network.suffix)
