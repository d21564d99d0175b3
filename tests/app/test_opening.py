import pytest

from tests.app.visitor import Visitor
from transfer_demo.plan import Plan


def test_the_app_opens_on_the_lab_with_everyday_photos(visitor: Visitor) -> None:
    visitor.assert_calm()
    assert [title.value for title in visitor.at.title] == ["Lab"]
    assert visitor.value("Images") == "everyday"
    seen = visitor.see()
    assert "<b>birds</b>" in seen
    assert "held out" in seen


def test_everything_on_the_page_has_the_agreed_words(visitor: Visitor) -> None:
    images = visitor.at.segmented_control[0]
    assert images.label == "Images"
    assert images.options == ["Everyday photos", "Handwritten digits", "My images"]
    assert visitor.value("Pretrained CNN") == "efficientnet_lite0"
    assert visitor.value("Frozen stages") == 7
    defaults = Plan()
    assert visitor.value("Epochs") == defaults.epochs
    assert visitor.value("Image size") == defaults.image_size_px
    assert visitor.value("Seed") == defaults.seed
    assert visitor.button("Start training")
    assert visitor.button("Stop").disabled


def test_every_choice_is_explained(visitor: Visitor) -> None:
    at = visitor.at
    unexplained = [
        widget.label for widget in (*at.selectbox, *at.slider, *at.number_input) if not widget.help
    ]
    assert not unexplained


def test_the_page_says_where_data_stays(visitor: Visitor, home: object) -> None:
    captions = [caption.value.replace("\\", "") for caption in visitor.at.caption]
    assert any(f"stay on this machine, in {home}" in caption for caption in captions)


def test_the_frozen_stages_are_counted_in_parameters(visitor: Visitor) -> None:
    visitor.choose("Frozen stages", 9)
    # A linear head: 1280 weights and a bias for each of 4 classes.
    assert f"<b>{4 * 1281:,}</b> of" in visitor.see()


def test_another_network_has_its_own_default_depth(visitor: Visitor) -> None:
    visitor.choose("Frozen stages", 9).choose("Pretrained CNN", "resnet18")
    assert visitor.value("Frozen stages") == 3
    visitor.assert_calm()


def test_a_network_that_is_not_here_says_how_to_fetch_it(visitor: Visitor) -> None:
    visitor.choose("Pretrained CNN", "resnet18")
    (info,) = [info.value.replace("\\", "") for info in visitor.at.info]
    assert "transfer-demo fetch resnet18" in info
    assert ".pth" in info
    assert "checkpoints" in info


def test_a_copied_link_opens_the_same_choices(visitor: Visitor) -> None:
    chosen = {
        "Images": "digits",
        "Pretrained CNN": "resnet18",
        "Frozen stages": 2,
        "Epochs": 3,
        "Epochs from scratch": 4,
        "Updates per epoch": 6,
        "Image size": 64,
        "Seed": 5,
        "Augmentation": "crop_flip",
        "Batch size": 8,
        "Learning rate of the head": 0.01,
        "Start of the new head": "probe",
        "Training images per class": 7,
    }
    for label, value in chosen.items():
        visitor.choose(label, value)
    other = Visitor(**visitor.link())
    other.assert_calm()
    assert {label: other.value(label) for label in chosen} == chosen
    assert not other.at.warning


def test_a_link_says_nothing_of_a_run(visitor: Visitor) -> None:
    visitor.press("Start training")
    assert visitor.token
    assert visitor.token not in str(visitor.link())


@pytest.mark.usefixtures("executor")
@pytest.mark.parametrize("factor", [3, 16])
def test_another_length_of_scratch_in_a_link_is_kept(factor: int) -> None:
    visitor = Visitor(scratch_epochs_factor=str(factor))
    visitor.assert_calm()
    assert visitor.value("Epochs from scratch") == factor
    assert visitor.link()["scratch_epochs_factor"] == str(factor)
    visitor.choose("Epochs from scratch", 2).assert_calm()
    assert visitor.value("Epochs from scratch") == 2


@pytest.mark.usefixtures("executor")
def test_a_value_out_of_range_in_a_link_falls_back_and_says_so() -> None:
    visitor = Visitor(epochs="100000", backbone="resnet18", image_size_px="64")
    assert visitor.value("Epochs") == Plan().epochs
    assert visitor.value("Image size") == 64
    assert visitor.value("Pretrained CNN") == "resnet18"
    (warning,) = visitor.at.warning
    assert "100000" in warning.value


@pytest.mark.usefixtures("executor")
def test_digits_from_a_link_are_not_mirrored() -> None:
    assert Visitor(images="digits").value("Augmentation") == "crop"


@pytest.mark.usefixtures("executor")
def test_an_address_of_no_run_is_explained_and_there_is_a_way_on() -> None:
    visitor = Visitor(run="nosuchrun")
    (warning,) = visitor.at.warning
    assert "no run at this address" in warning.value
    visitor.press("Go on without it")
    assert not visitor.at.warning
    assert visitor.token is None
    visitor.press("Start training").assert_calm()
    assert visitor.token
