"""The plan in the address of the page: a link that opens the Lab with the same choices.

Only what differs from the defaults stands in it, so links stay short and can be read. The images
themselves never do, only which of the sources was chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from transfer_demo.choices import NUMBER_FIELDS, OFFERED_OPTIONS, OPTION_FIELDS, OptionField
from transfer_demo.errors import PlanError
from transfer_demo.plan import ALL, ARMS, Plan, check_arms, check_frozen_stages

# What the control "Images" offers.
IMAGES: Final[Mapping[str, str]] = {
    "everyday": "Everyday photos",
    "digits": "Handwritten digits",
    "own": "My images",
}
_LABELS: Final = {"backbone": "Pretrained CNN", "frozen_stages": "Frozen stages", "arms": "Arms"}
_DEFAULTS: Final[Mapping[str, Any]] = {
    field.name: field.default
    for field in fields(Plan)
    if field.name in OFFERED_OPTIONS or field.name not in OPTION_FIELDS
}
_LONGEST_QUOTE: Final = 30


class _Unfit(Exception):
    """A text means nothing for a choice; the message says what it must be."""


def to_query(plan: Plan, *, images: str) -> dict[str, str]:
    """Return the parameters of a link to this plan.

    The images, the backbone and the frozen stages always stand in it, unless the depth is the
    automatic one: whoever reads the link sees what it is about.

    Args:
        plan: the choices.
        images: a key of `IMAGES`.
    """
    query = {"images": images, "backbone": plan.backbone}
    for name, default in _DEFAULTS.items():
        value = getattr(plan, name)
        if value != default:
            query[name] = ",".join(value) if name == "arms" else str(value)
    return query


def from_query(
    query: Mapping[str, str], *, stages: Mapping[str, int] | None = None
) -> tuple[Plan, str, tuple[str, ...]]:
    """Read a plan and a choice of images from a link, whatever stands in it.

    A value that is unknown or out of range is replaced by the default, and a sentence says so.
    Parameters that are no choice (the token of a run, say) are passed over.

    Args:
        query: the parameters.
        stages: how many stages each known backbone has; without it every name will do.

    Returns:
        The plan, a key of `IMAGES`, and the sentences.
    """
    notes: list[str] = []
    images = query.get("images", "everyday")
    if images not in IMAGES:
        notes.append(_note("Images", images, IMAGES["everyday"], _one_of(IMAGES)))
        images = "everyday"
    chosen: dict[str, Any] = {}
    for name in _DEFAULTS:
        if name not in query:
            continue
        try:
            # The backbone comes first, so its stages are known when the frozen ones are read.
            chosen[name] = _read(name, query[name], chosen.get("backbone"), stages)
        except _Unfit as exc:
            notes.append(_note(_label(name), query[name], _default(name), str(exc)))
    return Plan(**chosen), images, tuple(notes)


def _read(name: str, text: str, backbone: str | None, stages: Mapping[str, int] | None) -> Any:
    """Return what a text means for a choice of the plan.

    Raises:
        _Unfit: nothing that is allowed.
    """
    if name == "backbone":
        return _backbone(text, stages)
    if name == "frozen_stages":
        return _frozen_stages(text, (stages or {}).get(backbone or Plan.backbone))
    if name == "arms":
        return _arms(text)
    field = OPTION_FIELDS.get(name) or NUMBER_FIELDS[name]
    value = text if isinstance(field, OptionField) else _number(text, integer=field.integer)
    problem = field.problem(value)
    if problem:
        raise _Unfit(problem)
    return value


def _backbone(text: str, stages: Mapping[str, int] | None) -> str:
    if not text:
        raise _Unfit("it must be a name")
    if stages is not None and text not in stages:
        raise _Unfit(_one_of(stages))
    return text


def _frozen_stages(text: str, stages: int | None) -> int | str:
    if text == ALL:
        return ALL
    value = _number(text, integer=True)
    try:
        check_frozen_stages(value, stages)
    except PlanError as exc:
        limit = "from 0" if stages is None else f"from 0 to {stages}"
        raise _Unfit(f"it must be a whole number {limit}, or {ALL}") from exc
    assert isinstance(value, int)
    return value


def _arms(text: str) -> tuple[str, ...]:
    arms = tuple(text.split(","))
    try:
        check_arms(arms)
    except PlanError as exc:
        raise _Unfit(f"it must name one or both of: {', '.join(ARMS)}") from exc
    return arms


def _number(text: str, *, integer: bool) -> float | str:
    """Return the number that a text stands for, or the text."""
    try:
        return int(text) if integer else float(text)
    except ValueError:
        return text


def _note(label: str, text: str, default: str, problem: str) -> str:
    readable = "".join(sign if sign.isprintable() else "?" for sign in text[:_LONGEST_QUOTE])
    quote = f"{readable}…" if len(text) > _LONGEST_QUOTE else readable or "empty"
    return f"{label} was {quote} in the link; {default} is used, because {problem}."


def _one_of(names: Iterable[str]) -> str:
    return f"it must be one of: {', '.join(names)}"


def _label(name: str) -> str:
    field = OPTION_FIELDS.get(name) or NUMBER_FIELDS.get(name)
    return field.label if field else _LABELS[name]


def _default(name: str) -> str:
    """Write the default of a choice as the page does."""
    value = _DEFAULTS[name]
    if name in OPTION_FIELDS:
        return OPTION_FIELDS[name].options[value]
    if name == "arms":
        return ", ".join(ARMS)
    if value is None:
        return "all but the last two" if name == "frozen_stages" else "the automatic choice"
    return str(value)
