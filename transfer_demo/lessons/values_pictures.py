"""The numbers of the story from single looks into a network: feature maps, heads, sentences."""

from collections.abc import Iterable, Mapping
from typing import get_args

from transfer_demo.lessons.pictures import (
    SentenceKind,
    Similarities,
    feature_maps,
    heads,
    sentences,
)
from transfer_demo.wording import probability


def picture_values() -> Mapping[str, str]:
    """Return the values under "features.", "heads." and "sentences."."""
    return {**_features(), **_heads(), **_sentences()}


def _features() -> Mapping[str, str]:
    maps = feature_maps()
    return {
        "features.backbone": maps.backbone,
        "features.first.side_px": str(maps.stages[0].side_px),
        "features.last.side_px": str(maps.stages[-1].side_px),
    }


def _heads() -> Mapping[str, str]:
    both = heads()
    first = both.old[0]
    return {
        "heads.old.first": first.name,
        "heads.old.first_share": probability(first.probability),
        "heads.new.before": probability(both.before),
        "heads.new.class": both.class_name,
        "heads.new.after": probability(both.own.probability),
    }


def _sentences() -> Mapping[str, str]:
    lesson = sentences()
    (misled,) = (other for other in lesson.further if other.nearest.kind == "words")
    return {
        "sentences.anchor": lesson.anchor,
        **_similarities("sentences", lesson, get_args(SentenceKind)),
        "sentences.misled.anchor": misled.anchor,
        "sentences.misled.nearest": misled.nearest.sentence.rstrip("."),
        "sentences.misled.same": misled.of("meaning").sentence,
        **_similarities("sentences.misled", misled, ("words", "meaning")),
    }


def _similarities(
    prefix: str, compared: Similarities, kinds: Iterable[SentenceKind]
) -> Mapping[str, str]:
    return {f"{prefix}.{kind}": f"{compared.of(kind).similarity:.2f}" for kind in kinds}
