"""Every number that the story tells, by the name under which its texts ask for it."""

from collections.abc import Mapping
from functools import cache

from transfer_demo.lessons.values_domains import domain_values
from transfer_demo.lessons.values_pictures import picture_values
from transfer_demo.lessons.values_races import race_values
from transfer_demo.lessons.values_studies import study_values


@cache
def story_values() -> Mapping[str, str]:
    """Return the values in words, unit included, all of them from what was recorded."""
    return {**picture_values(), **race_values(), **domain_values(), **study_values()}
