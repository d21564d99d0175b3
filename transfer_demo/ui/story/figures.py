"""The list of figures: a name in a screen's text leads to what is done and shown there."""

from collections.abc import Mapping
from typing import Final

from transfer_demo.ui.story.advantage_cards import ADVANTAGE_CARDS
from transfer_demo.ui.story.depth_cards import DEPTH_CARDS
from transfer_demo.ui.story.domains import FAR_DOMAIN
from transfer_demo.ui.story.feature_walk import FEATURES
from transfer_demo.ui.story.heads import HEADS
from transfer_demo.ui.story.kinds import Kind
from transfer_demo.ui.story.overfitting import OVERFITTING_CURVES
from transfer_demo.ui.story.played_race import CURVES
from transfer_demo.ui.story.played_studies import BACKBONES_STUDY, FREEZE_STUDY
from transfer_demo.ui.story.sentence_pairs import SENTENCES

FIGURES: Final[Mapping[str, Kind]] = {
    "features": FEATURES,
    "curves": CURVES,
    "heads": HEADS,
    "depth-cards": DEPTH_CARDS,
    "freeze-study": FREEZE_STUDY,
    "advantage-cards": ADVANTAGE_CARDS,
    "backbones-study": BACKBONES_STUDY,
    "overfitting-curves": OVERFITTING_CURVES,
    "far-domain": FAR_DOMAIN,
    "sentences": SENTENCES,
}
