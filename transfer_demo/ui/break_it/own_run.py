"""What visitors may do to the runs of Break it: stop and delete their own, and nobody else's.

An address with the runs of a teacher goes round a whole class.
"""

from dataclasses import replace
from typing import Final

from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.store.runs.record import UNFINISHED, RunRecord
from transfer_demo.ui.break_it.case import Case, put
from transfer_demo.ui.lab.run_control import delete_control, delete_run, stop_button
from transfer_demo.ui.server import session

# A run that ended so is not whole: it tells nothing, and another one may take its place.
CUT: Final = ("stopped", "failed")


def stop_own(run: RunRecord) -> None:
    """Offer to stop a run of the visitor's that goes on."""
    if run.status in UNFINISHED:
        stop_button(run)


def clear_away(run: RunRecord | None) -> None:
    """Delete a run whose place another one has taken, if it is the visitor's own and not whole.

    Its token is in no address any more, so nobody could do it later.
    """
    if run is not None and session.is_mine(run) and run.status in CUT:
        delete_run(run)


def delete_own(case: Case, *, broken: RunRecord | None, repaired: RunRecord | None) -> None:
    """Offer to delete those runs of a case that are the visitor's own."""
    runs = {"broken": broken, "repaired": repaired}
    own = {name: run for name, run in runs.items() if run is not None and session.is_mine(run)}
    if not own:
        return
    # Without the broken run nothing of the case is left to look at.
    stays = broken is not None and "broken" not in own
    left = replace(case, repaired=None) if stays else Case(number=case.number)
    delete_control(
        *own.values(), one=BREAK_IT.say(f"delete.{next(iter(own))}"), forget=lambda: put(left)
    )
