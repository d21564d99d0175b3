"""When an arm says "not sure": the recognition points of the classes, and what they let through."""

import html
from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from transfer_demo.images.dataset import AnyPicture, LabelledImages
from transfer_demo.images.samples import SAMPLES
from transfer_demo.markdown import plain
from transfer_demo.models.probabilities import Probabilities, likeliest
from transfer_demo.models.recognition import recognised, usual_points
from transfer_demo.plan import ARM_TITLES
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.images.album import album
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.inside.asked import Models, Said, held_out, spread
from transfer_demo.ui.inside.cards import Points

# Of each sample, spread over its classes, and of what the visitor has set aside.
_FOREIGN: Final = 24
_STAY: Final = "Right answers on the validation images that set the points"
_MOST_SLIDERS: Final = 8
_ROUND: Final = "recognition_round"
_HELP: Final = (
    "A network always answers, also about a photo that shows none of its classes. So a class is "
    "named only where its **probability** reaches the recognition point of that class, the thin "
    "line on its bar; below it the answer is “not sure”. The points begin where at most 5% of the "
    "right answers on the **validation** images are lost. They were set by those images, so what "
    "they let through is counted on others."
)


def usual_points_of(models: Models, images: LabelledImages) -> Points:
    """Return where the recognition points begin; of an arm that is still asked there are none."""
    examples = held_out(images)
    said, _ = models.said([example.picture for example in examples])
    labels = [images.classes[example.label] for example in examples]
    digests = [example.picture.digest for example in examples]
    groups = [example.group or digest for example, digest in zip(examples, digests, strict=True)]
    return {
        arm: usual_points(images.classes, labels, [of_arm[digest] for digest in digests], groups)
        for arm, of_arm in said.items()
        if all(digest in of_arm for digest in digests)
    }


def chosen_points(models: Models, usual: Points) -> Points:
    """Return the recognition points as they are set now."""
    chosen = _chosen(models)
    for arm, points in usual.items():
        for name in points:
            # What a slider was moved to is known before it is drawn.
            moved = st.session_state.get(_key(models, arm, name))
            if moved is not None:
                chosen[arm, name] = moved
    return {
        arm: {name: chosen.get((arm, name), point) for name, point in points.items()}
        for arm, points in usual.items()
    }


def choose_points(models: Models, usual: Points) -> None:
    """Draw a slider for each class and arm; of many classes for the one that is chosen."""
    st.markdown(linked(_HELP))
    names = list(models.run.classes)
    if len(names) > _MOST_SLIDERS:
        names = [st.selectbox("The recognition point of", names, key="point_class")]
    for column, (arm, points) in zip(st.columns(len(usual)), usual.items(), strict=True):
        with column:
            st.markdown(f"**{ARM_TITLES[arm]}**")
            for name in names:
                _slider(models, arm, name, usual=points[name])
    # Before the sliders are drawn again: afterwards they cannot be set any more.
    st.button("Back to where they began", on_click=_begin_again, args=[models])


def _slider(models: Models, arm: str, name: str, *, usual: float) -> None:
    point = _chosen(models).get((arm, name), usual)
    key = _key(models, arm, name)
    st.slider(plain(name), 0.0, 1.0, value=point, step=0.01, format="percent", key=key)


def _key(models: Models, arm: str, name: str) -> str:
    # With a number: a browser holds on to what was set under the old names.
    number = st.session_state.get(_ROUND, 0)
    return f"point_{number}_{models.run.token}_{arm}_{models.run.classes.index(name)}"


def _chosen(models: Models) -> dict[tuple[str, str], float]:
    """Return the points that were set, by arm and class: a slider that is not drawn forgets its."""
    of_runs: dict[str, dict[tuple[str, str], float]]
    of_runs = st.session_state.setdefault("recognition_points", {})
    return of_runs.setdefault(models.run.token, {})


def _begin_again(models: Models) -> None:
    _chosen(models).clear()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def foreign_photos(run_images: LabelledImages) -> dict[str, list[AnyPicture]]:
    """Return photos that show none of the classes, by what they are called.

    The visitor's own that were set aside, and some of the samples that this race was not made on.
    """
    used = {example.picture.digest for example in (*run_images.train, *run_images.validation)}
    classes = {name.casefold() for name in run_images.classes}
    found = {"Your “None of these”": [photo.picture for photo in album().others]}
    for key, one in SAMPLES.items():
        # Digits that somebody has brought are other files, and digits all the same.
        if classes.isdisjoint(name.casefold() for name in one.classes):
            found[one.title] = [photo.picture for photo in sample(key).photos]
    unused = {
        name: [picture for picture in pictures if picture.digest not in used]
        for name, pictures in found.items()
    }
    return {name: spread(some, _FOREIGN) for name, some in unused.items() if some}


def show_what_is_let_through(
    models: Models,
    points: Points,
    foreign: Mapping[str, Sequence[AnyPicture]],
    images: LabelledImages,
) -> None:
    """Show in a table how many photos each arm names a class for, with its points as they are."""
    others = [picture for pictures in foreign.values() for picture in pictures]
    said, _ = models.said([*(example.picture for example in held_out(images)), *others])
    rows = [
        _row(_STAY, points, said, _right(images, said)),
        *(
            _row(name, points, said, {arm: [p.digest for p in pictures] for arm in points})
            for name, pictures in foreign.items()
        ),
    ]
    heads = "".join(f"<th>{ARM_TITLES[arm]}</th>" for arm in points)
    st.html(
        f'<div class="through"><table><thead><tr><th>Let through</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    st.caption(
        "Of photos that show none of the classes, the fewer are let through the better. A point "
        "that refuses them all may refuse right answers, too."
    )


def _right(images: LabelledImages, said: Mapping[str, Said]) -> dict[str, list[str]]:
    """Return the validation images that each arm is right about."""
    labelled = [(e.picture.digest, images.classes[e.label]) for e in held_out(images)]
    return {
        arm: [digest for digest, label in labelled if likeliest(of_arm[digest]) == label]
        for arm, of_arm in said.items()
        if all(digest in of_arm for digest, _ in labelled)
    }


def _row(
    name: str, points: Points, said: Mapping[str, Said], asked: Mapping[str, Sequence[str]]
) -> str:
    cells = "".join(f"<td>{_through(points[arm], said[arm], asked[arm])}</td>" for arm in points)
    return f"<tr><th scope='row'>{html.escape(name)}</th>{cells}</tr>"


def _through(points: Mapping[str, float], said: Said, asked: Sequence[str]) -> str:
    known: list[Probabilities] = [said[digest] for digest in asked if digest in said]
    if len(known) < len(asked):
        return f"asked about {len(known)} of {len(asked)}"
    named = sum(recognised(probabilities, points) is not None for probabilities in known)
    return f"{named} of {len(asked)}"
