"""A plan becomes one with a number of frozen stages: those of its backbone decide."""

from transfer_demo.backbones import catalogue
from transfer_demo.plan import Plan, ResolvedPlan


def resolve_plan(plan: Plan) -> ResolvedPlan:
    """Return the plan with the number of stages that it freezes.

    Raises:
        UnknownBackbone: there is none of its name.
        PlanError: it freezes more stages than the backbone has.
    """
    return plan.resolve(len(catalogue.get(plan.backbone).stages))
