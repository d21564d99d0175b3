from transfer_demo.images.samples import SAMPLES
from transfer_demo.ui.choose_images import OWN, source_of


def test_images_are_of_the_sample_that_has_their_classes_and_otherwise_ones_own() -> None:
    assert {source_of(sample.classes): name for name, sample in SAMPLES.items()} == {
        name: name for name in SAMPLES
    }
    assert source_of(("daisy", "rose")) == OWN
    assert source_of(()) == OWN
