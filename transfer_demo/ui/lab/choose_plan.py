"""The choices that make a plan: the network, how much of it is frozen, and how it is trained."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.backbones.spec import Backbone
from transfer_demo.choices import NUMBER_FIELDS, OFFERED_OPTIONS, NumberField
from transfer_demo.plan import FROZEN_HELP, Plan, default_frozen_stages
from transfer_demo.ui.elements.stage_strip import show_stages
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.lab.backbone_facts import show_catalogue, show_facts
from transfer_demo.ui.server import session
from transfer_demo.ui.server.session import choice, choice_key

_IN_MORE = (
    "batch_size",
    "views",
    "updates_per_epoch",
    "head_learning_rate",
    "body_learning_rate",
    "scratch_learning_rate",
    "train_per_class",
    "val_per_class",
)
# The lengths of a training from scratch that are offered; a link may ask for others.
_SCRATCH_FACTORS = (1, 2, 4, 8)
_STEPS = {"image_size_px": 32, "batch_size": 8}
# What an empty field says, unless it is "all".
_EMPTY = {"updates_per_epoch": "automatic"}
_LEARNING_RATE_STEP = 1e-4
_BACKBONE_HELP = (
    "A convolutional neural network that has learned from 1.3 million photos of ImageNet. "
    "Fine-tuning starts from what it learned; training from scratch takes the same network, but "
    "with random weights."
)


def set_choices(plan: Plan) -> None:
    """Set every widget to what the plan says."""
    session.choose(vars(resolve_plan(plan)))


def choose_backbone() -> Backbone:
    """Draw the choice of the network."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Pretrained CNN",
            options=list(catalogue.CATALOGUE),
            format_func=lambda name: catalogue.get(name).title,
            key=choice_key("backbone"),
            help=linked(_BACKBONE_HELP),
            on_change=_suit_frozen_stages,
        )
        show_catalogue()
    backbone = catalogue.get(name)
    show_facts(backbone)
    return backbone


def choose_depth(backbone: Backbone, *, classes: int) -> None:
    """Draw the choice of the stages that are frozen."""
    frozen = st.slider(
        "Frozen stages",
        0,
        len(backbone.stages),
        key=choice_key("frozen_stages"),
        help=linked(FROZEN_HELP),
    )
    show_stages(backbone, frozen_stages=frozen, classes=classes)


def choose_training(*, scratch_longer: bool = True) -> None:
    """Draw the numbers that decide how both arms are trained.

    Args:
        scratch_longer: whether to offer more epochs from scratch.
    """
    _numbers(("epochs", "image_size_px", "seed"), columns=3)
    # Closed it costs nothing: it has more fields than all the rest of the page.
    more = st.expander("More", key="more", on_change="rerun")
    if more.open:
        with more:
            _further_choices(scratch_longer=scratch_longer)


def chosen_plan() -> Plan:
    """Return the plan that the widgets show.

    Raises:
        PlanError: a choice is out of range.
    """
    names = (
        "backbone",
        "frozen_stages",
        "epochs",
        "scratch_epochs_factor",
        "image_size_px",
        "seed",
    )
    chosen: dict[str, Any] = {name: choice(name) for name in (*names, *_IN_MORE, *OFFERED_OPTIONS)}
    return Plan(**chosen, arms=choice("arms"))


def _further_choices(*, scratch_longer: bool) -> None:
    if scratch_longer:
        _scratch_epochs()
    _numbers(_IN_MORE[:3], columns=3)
    for name, field in OFFERED_OPTIONS.items():
        st.selectbox(
            field.label,
            options=list(field.options),
            format_func=field.options.__getitem__,
            key=choice_key(name),
            help=linked(field.help),
        )
    for name in _IN_MORE[3:6]:
        _learning_rate(NUMBER_FIELDS[name])
    _numbers(_IN_MORE[6:], columns=2)


def _numbers(names: Sequence[str], *, columns: int) -> None:
    for column, name in zip(st.columns(columns), names, strict=True):
        with column:
            _whole_number(NUMBER_FIELDS[name])


def _scratch_epochs() -> None:
    field = NUMBER_FIELDS["scratch_epochs_factor"]
    st.segmented_control(
        field.label,
        # A link may have asked for another number: it stays until something else is chosen.
        options=sorted({*_SCRATCH_FACTORS, choice(field.name)}),
        format_func=lambda factor: "As many" if factor == 1 else f"{factor} times",
        key=choice_key(field.name),
        required=True,
        help=linked(field.help),
    )


def _whole_number(field: NumberField) -> None:
    st.number_input(
        field.label,
        min_value=int(field.low),
        max_value=int(field.high),
        value=None if field.optional else "min",
        step=_STEPS.get(field.name, 1),
        placeholder=_EMPTY.get(field.name, "all") if field.optional else None,
        key=choice_key(field.name),
        help=linked(field.help),
    )


def _learning_rate(field: NumberField) -> None:
    st.number_input(
        field.label,
        min_value=float(field.low),
        max_value=float(field.high),
        value=None,
        step=_LEARNING_RATE_STEP,
        format="%g",
        placeholder="automatic",
        key=choice_key(field.name),
        help=linked(field.help),
    )


def _suit_frozen_stages() -> None:
    """Go back to the default depth: another network has another number of stages."""
    stages = len(catalogue.get(choice("backbone")).stages)
    session.choose({"frozen_stages": default_frozen_stages(stages)})
