"""Every number that the story tells, by the name under which its texts ask for it."""

from functools import cache

from transfer_demo.lessons.evidence import sample_digits, sample_race, sample_study
from transfer_demo.lessons.values_pictures import picture_values
from transfer_demo.lessons.values_races import (
    Values,
    depth_values,
    overfitting_values,
    race_values,
)
from transfer_demo.lessons.values_studies import (
    backbones_values,
    digits_values,
    freeze_values,
    labels_values,
)


@cache
def story_values() -> Values:
    """Return the values in words, unit included, all of them from what was recorded."""
    return {
        **picture_values(),
        **race_values(sample_race()),
        **depth_values(),
        **overfitting_values(),
        **freeze_values(sample_study("freeze")),
        **labels_values(sample_study("labels")),
        **backbones_values(sample_study("backbones")),
        **digits_values(sample_digits()),
    }
