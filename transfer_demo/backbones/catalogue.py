"""The pretrained CNNs that can be chosen. Only facts: this imports neither torch nor timm."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from transfer_demo.backbones.entries.bundled import BUNDLED
from transfer_demo.backbones.entries.classics import CLASSICS
from transfer_demo.backbones.entries.mobile import MOBILE
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import UnknownBackbone


def by_name(backbones: Iterable[Backbone]) -> Mapping[str, Backbone]:
    """Return the backbones under their names; two of the same name are our mistake."""
    entries: dict[str, Backbone] = {}
    for backbone in backbones:
        if backbone.name in entries:
            raise ValueError(f"The catalogue has two backbones named {backbone.name!r}.")
        entries[backbone.name] = backbone
    return MappingProxyType(entries)


CATALOGUE: Final = by_name((*BUNDLED, *CLASSICS, *MOBILE))


def get(name: str) -> Backbone:
    """Return the backbone of that name.

    Raises:
        UnknownBackbone: there is none; the message lists the known names.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        known = ", ".join(CATALOGUE)
        raise UnknownBackbone(
            f"There is no pretrained CNN named {name[:50]!r}. Choose one of: {known}."
        ) from None
