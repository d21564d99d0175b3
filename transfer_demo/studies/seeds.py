"""How often a study repeats everything: its seeds."""

from typing import Final

from transfer_demo.choices import NumberField

# One training on few images is noise, and more than three take long on a small machine.
USUAL_SEEDS: Final = 3
SEEDS: Final = NumberField(
    name="seeds",
    label="Seeds",
    low=1,
    high=20,
    help="How often everything is repeated, each time with another split (unless the images came "
    "with one), other crops and other random weights. One run on few images is noise: the spread "
    "over the seeds shows how much.",
)
