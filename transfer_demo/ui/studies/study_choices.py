"""What only studies have to choose: how often all is repeated, and further ways to train."""

from collections import Counter
from dataclasses import replace
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import PlanError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.plan import ARMS
from transfer_demo.studies import catch_up, labels
from transfer_demo.studies.effort import in_races
from transfer_demo.studies.freeze import VARIANT_TITLES
from transfer_demo.studies.seeds import SEEDS
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.images.choose_images import chosen_split
from transfer_demo.ui.lab.choose_plan import chosen_plan
from transfer_demo.ui.server.session import choice_key
from transfer_demo.wording import counted

_VARIANT_HELP: Final = {
    "probe_first": "One more point: a head that was trained on frozen features first, then "
    "everything is fine-tuned (Kumar et al. 2022).",
    "batch_norm": "One more point: everything is fine-tuned, and BatchNorm takes its statistics "
    "from your images instead of keeping the pretrained ones.",
}


def choose_seeds() -> int:
    """Draw the choice of how many seeds."""
    return int(
        st.number_input(
            SEEDS.label,
            min_value=int(SEEDS.low),
            max_value=int(SEEDS.high),
            key=choice_key("seeds"),
            help=linked(SEEDS.help),
        )
    )


def choose_variants() -> list[str]:
    """Draw the choice of further ways to train everything, and return their names."""
    return [
        name
        for name, title in VARIANT_TITLES.items()
        if st.checkbox(title, key=choice_key(f"variant_{name}"), help=linked(_VARIANT_HELP[name]))
    ]


def choose_backbones() -> list[str]:
    """Draw the choice of the networks to compare, and return their names."""
    return st.multiselect(
        "Pretrained CNNs",
        options=list(catalogue.CATALOGUE),
        format_func=lambda name: catalogue.get(name).title,
        key=choice_key("backbones"),
        help="Those whose weights are on this machine are chosen already. The weights of others "
        "are downloaded when the study starts.",
    )


def tell_work(images: ImageSet, *, seeds: int) -> None:
    """Say before the start how much work it is to train scratch for so long."""
    parts = chosen_split(images)
    try:
        plan = resolve_plan(chosen_plan())
    except PlanError:
        return  # the start says so
    if parts is None:
        return
    race = replace(plan, arms=ARMS, scratch_epochs_factor=1)
    times = in_races(
        catch_up.plans(race, seeds=range(seeds)),
        race=race,
        train_images=len(parts.train),
        validation_images=len(parts.validation),
    )
    longest = counted(catch_up.FACTORS[-1] * plan.epochs, "epoch")
    st.caption(
        f"This takes long: the longest trainings have {longest}, and all trainings together are "
        f"about {times:.0f} times the work of one race in the Lab with these choices."
    )


def sizes_of(images: ImageSet) -> tuple[int, ...]:
    """Return the numbers of images per class that a study would try; none without a split."""
    parts = chosen_split(images)
    if parts is None:
        return ()
    return labels.sizes(Counter(example.label for example in parts.train).values())
