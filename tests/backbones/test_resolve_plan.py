import pytest

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import PlanError, UnknownBackbone
from transfer_demo.plan import Plan


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_plan_is_resolved_by_the_stages_of_its_own_backbone(name: str) -> None:
    stages = len(CATALOGUE[name].stages)
    assert resolve_plan(Plan(backbone=name, frozen_stages="all")).frozen_stages == stages
    assert resolve_plan(Plan(backbone=name)).frozen_stages == stages - 2


def test_what_no_backbone_can_do_is_refused() -> None:
    with pytest.raises(UnknownBackbone):
        resolve_plan(Plan(backbone="resnet9000"))
    with pytest.raises(PlanError, match="99"):
        resolve_plan(Plan(backbone="resnet18", frozen_stages=99))
