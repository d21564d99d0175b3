"""The choices of a plan from a short list."""

from collections.abc import Mapping
from typing import Final

from transfer_demo.choices.fields import OptionField

OPTION_FIELDS: Final[Mapping[str, OptionField]] = {
    field.name: field
    for field in (
        OptionField(
            name="augmentation",
            label="Augmentation",
            options={
                "none": "None",
                "crop": "Random crop",
                "crop_flip": "Random crop and mirror",
            },
            help="Training images are shown in random crops, and mirrored, so that the network "
            "cannot learn them by heart. Do not mirror where left and right differ: digits, text.",
        ),
        OptionField(
            name="batch_norm",
            label="BatchNorm in pretrained stages",
            options={
                "inference": "Keep the pretrained statistics",
                "training": "Adapt to each batch",
            },
            help="Pretrained stages know mean and variance from millions of images. Small batches "
            "estimate them badly, so keeping them is the safe choice. Frozen stages always do.",
        ),
        OptionField(
            name="batch_norm_statistics",
            label="BatchNorm statistics for validation",
            # The other one handicaps the arm that learns its statistics: it is only for the faults.
            offered=False,
            options={
                "precise": "Of the weights that are judged",
                "running": "Running average over past batches",
            },
            help="A stage that learns has other means and variances after each step. Before each "
            "validation they are measured again on the training images. The running average that "
            "frameworks keep lags behind: after a few steps it is mostly that of other weights.",
        ),
        OptionField(
            name="class_weights",
            label="Class weights",
            options={
                "none": "Every image counts the same",
                "balanced": "Every class counts the same",
            },
            help="Where one class has many more images than another, a network learns to say the "
            "large one. Class weights make each mistake on a small class count for more.",
        ),
        OptionField(
            name="head_start",
            label="Start of the new head",
            options={
                "zero": "Zero",
                "random": "Random",
                "probe": "A linear probe first",
            },
            help="A head that starts at random first pulls the pretrained stages in random "
            "directions; zero does not. A linear probe trains the head alone, with everything "
            "frozen, and fine-tuning then goes on from there.",
        ),
        OptionField(
            name="normalisation",
            label="Normalisation of the pixels",
            options={
                "pretrained": "As in pretraining",
                "none": "None: values from 0 to 255",
            },
            help="Weights and the range of the pixels belong together: mean and spread are those "
            "of pretraining, for both arms. Leave them out to see what that does.",
        ),
    )
}

OFFERED_OPTIONS: Final = {name: field for name, field in OPTION_FIELDS.items() if field.offered}
