"""What is to be trained of a run, as jobs for the executor."""

from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.executors.threads import threads_for
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.studies import sharing
from transfer_demo.training.job import Job


def jobs_of(store: RunStore, run: RunRecord) -> list[Job]:
    """Return a job for each arm of a run that is not over.

    Raises:
        PictureMissing: one of its images is gone.
        UnknownBackbone: its backbone is gone from the catalogue.
        PlanError: it freezes more stages than its backbone has by now.
    """
    resolve_plan(run.plan)
    images = store.images(run.token)
    said = store.history(run.token).arms
    return [
        Job(
            run=run.token,
            arm=arm,
            plan=run.plan,
            images=images,
            threads=threads_for(run.plan, in_study=run.study is not None),
            shared=_shared(store, run),
            begun_before=said[arm].started is not None,
            # A study is a few dozen trainings, and a lesson is broken on purpose: nobody asks them
            # about a photo, and they would take the room of races.
            keeps_model=run.study is None and run.lesson is None,
        )
        for arm in run.plan.arms
        if said[arm].finished is None
    ]


def _shared(store: RunStore, run: RunRecord) -> tuple[int, ...]:
    """Return the freeze boundaries that runs of the same study will still ask for."""
    if run.study is None:
        return ()
    return sharing.boundaries(run.plan, store.studies.to_measure(run.study, besides=run.token))
