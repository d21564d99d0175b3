"""How the library of a network's weights shows a picture to it: the oracle of our own views."""

from timm.data import create_transform, resolve_data_config
from timm.models import get_pretrained_cfg
from torchvision import transforms
from torchvision.models import get_model_weights

from transfer_demo.backbones.spec import Backbone


def published(backbone: Backbone, size_px: int) -> transforms.Compose:
    """Return what the library of the weights does to a picture, up to the pixels, at any size."""
    if backbone.source == "bundled":
        facts = resolve_data_config(
            pretrained_cfg=get_pretrained_cfg(backbone.architecture).to_dict()
        )
        made = create_transform(**(facts | {"input_size": (3, size_px, size_px)}))
        return transforms.Compose(made.transforms[:2])
    facts = get_model_weights(backbone.architecture)["IMAGENET1K_V1"].transforms()
    # Torchvision knows one size only: the same share of the picture at another one.
    resized_px = size_px * facts.resize_size[0] // facts.crop_size[0]
    return transforms.Compose(
        [transforms.Resize(resized_px, facts.interpolation), transforms.CenterCrop(size_px)]
    )
