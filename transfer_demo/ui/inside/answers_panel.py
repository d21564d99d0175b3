"""The answers about photos, drawn again until all are there, and when an arm is not sure."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from transfer_demo.images.dataset import AnyPicture, Example, LabelledImages, Photo
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.inside import not_sure
from transfer_demo.ui.inside.asked import Models, held_out
from transfer_demo.ui.inside.cards import Card, Points, cards_html
from transfer_demo.ui.inside.until_said import draw_until_said
from transfer_demo.ui.server import session
from transfer_demo.ui.server.answers import Told

Shown = Photo | Example


_READ: Final = (
    "Each bar is the **probability** that a network gives to a class; those of one network add up "
    "to 100%. Below the thin line on a bar, its recognition point, the answer is “not sure”. The "
    "probabilities are as the training left them: how sure a network sounds says little about how "
    "often it is right, and it answers about anything."
)
_OR: Final = ", or choose one of the validation images: neither network has learned from it."


def show_answers(models: Models, images: LabelledImages, photos: Sequence[Shown]) -> None:
    """Show what both networks say of photos, as soon as they have said it."""
    draw_until_said(lambda: _draw(models, images, photos))


def _draw(models: Models, images: LabelledImages, photos: Sequence[Shown]) -> list[Told[Any]]:
    told = _asked(models, images, photos)
    usual = not_sure.usual_points_of(models, images)
    points = not_sure.chosen_points(models, usual)
    if photos:
        cards = cards_of(models, images, photos)
        st.html(cards_html(cards, classes=models.run.classes, points=points))
        st.caption(linked(_READ))
    elif not hidden("try_photos"):
        mine = session.is_mine(models.run)
        st.info(f"Bring a photo{_OR if mine else '.'}", icon=":material/add_a_photo:")
    return told + _when_not_sure(models, images, usual, points)


def _asked(models: Models, images: LabelledImages, photos: Sequence[Shown]) -> list[Told[Any]]:
    """Ask about all that is shown, the photos that were brought before the validation images."""
    pictures = [photo.picture for photo in photos]
    first = [*models.said(pictures)[1], models.before(pictures)]
    if not all(one.complete for one in first):
        return first
    return first + models.said([example.picture for example in held_out(images)])[1]


def _when_not_sure(
    models: Models, images: LabelledImages, usual: Points, points: Points
) -> list[Told[Any]]:
    shown = st.expander(
        "When is it not sure?", icon=":material/help:", key="not_sure", on_change="rerun"
    )
    # The points are there when all validation images were asked about.
    if not shown.open or not usual:
        return []
    foreign = not_sure.foreign_photos(images)
    pictures: list[AnyPicture] = [p for of_one in foreign.values() for p in of_one]
    with shown:
        not_sure.choose_points(models, usual)
        not_sure.show_what_is_let_through(models, points, foreign, images)
    return models.said(pictures)[1]


def cards_of(models: Models, images: LabelledImages, photos: Sequence[Shown]) -> list[Card]:
    """Return a card for each photo, with what is known of it by now."""
    pictures = [photo.picture for photo in photos]
    said, _ = models.said(pictures)
    before = models.before(pictures).answers
    # Only its owner is told: who has the link shall not find out what somebody's photos were.
    mine = session.is_mine(models.run)
    learned = {example.picture.digest for example in images.train} if mine else set()
    return [
        Card(
            picture=photo.picture,
            file=photo.file,
            said={
                arm: of_arm[photo.picture.digest]
                for arm, of_arm in said.items()
                if photo.picture.digest in of_arm
            },
            before=before.get(photo.picture.digest),
            label=images.classes[photo.label] if isinstance(photo, Example) else None,
            learned=photo.picture.digest in learned,
        )
        for photo in photos
    ]
