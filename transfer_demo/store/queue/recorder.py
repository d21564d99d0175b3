"""Orders for the queue: start, stop and renew, for single runs and for studies.

What is ordered stands in the store, so any server on it can carry it out; see `dispatcher`.
"""

from collections.abc import Callable, Sequence

from transfer_demo.executors.protocol import Executor
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.dispatcher import Dispatcher
from transfer_demo.store.queue.waiting import waiting_runs
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.runs.record import RunKey
from transfer_demo.studies.cell import CellOrder
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.verdict.guess import RaceGuess


class Recorder:
    """Takes orders of people; the dispatcher behind it starts the runs and records what they say.

    Every method raises StoreError when the store cannot be used, and UnknownRun or UnknownStudy
    for a token that nothing has.
    """

    def __init__(self, store: RunStore, executor: Executor) -> None:
        """Begin to work, with the runs first that a killed server left unfinished."""
        self._store = store
        self._dispatcher = Dispatcher(store, executor)

    @property
    def problem(self) -> str | None:
        """Why runs cannot start at the moment, as a sentence for the user; None if they can."""
        return self._dispatcher.problem

    def close(self) -> None:
        """Start nothing more and close the executor.

        Runs that are not over stay as they are; the next recorder goes on with them.
        """
        self._dispatcher.close()

    def start(
        self,
        plan: ResolvedPlan,
        images: LabelledImages,
        *,
        owner: str,
        guess: RaceGuess | None = None,
        lesson: str | None = None,
    ) -> str:
        """Put a run into the queue and return its token; a guess belongs to it from now on.

        Args:
            lesson: the name of the lesson that the run is made for, if it is.

        Raises:
            StoreError: the run cannot be saved.
        """
        token = self._store.create(plan, images, owner=owner, guess=guess, lesson=lesson)
        self._dispatcher.wake()
        return token

    def stop(self, token: str, *, by: str) -> None:
        """Stop a run: at once if it waits, soon if it is trained; nothing if it is over.

        What is trained here stops also when the request cannot be saved.
        """
        self._dispatcher.stop(token, by=by)
        self._store.request_stop(token, by=by)
        self._store.finish(token, outcome="stopped", only=("queued",))
        self._dispatcher.wake()

    def ahead(self, token: str) -> int:
        """Return how many runs start before this one: 0 for the next one and those that started."""
        ahead = self._ahead(lambda run: run.token == token)
        if ahead is None:
            self._store.record(token)  # raises for an unknown one
        return ahead or 0

    def start_study(
        self,
        question: str,
        plan: ResolvedPlan,
        seeds: Sequence[int],
        cells: Sequence[CellOrder],
        *,
        owner: str,
        guess: StudyGuess | None = None,
    ) -> str:
        """Put the cells of a study into the queue that were not measured before; return its token.

        Raises:
            StoreError: the study cannot be saved. Then nothing of it is.
        """
        token = self._store.studies.create(question, plan, seeds, cells, owner=owner, guess=guess)
        self._dispatcher.wake()
        return token

    def extend_study(self, token: str, cells: Sequence[CellOrder], *, by: str) -> None:
        """Add cells to a study, and put those into the queue that were not measured before.

        Raises:
            StoreError: they cannot be saved. Then none of them is.
        """
        self._store.studies.extend(token, cells, by=by)
        self._dispatcher.wake()

    def renew_study(self, token: str, *, by: str) -> None:
        """Put those cells into the queue again that were stopped, failed or deleted.

        Raises:
            StoreError: all that is missing was deleted with its images.
        """
        self._store.studies.renew(token, by=by)
        self._dispatcher.wake()

    def stop_study(self, token: str, *, by: str) -> None:
        """Stop all runs that were made for a study and are not over.

        What is trained here stops also when the request cannot be saved.
        """
        self._dispatcher.stop_study(token, by=by)
        self._store.studies.request_stop(token, by=by)
        self._dispatcher.wake()

    def ahead_of_study(self, token: str) -> int:
        """Return how many runs start before the next one of a study; 0 if none of it waits."""
        ahead = self._ahead(lambda run: run.study == token)
        if ahead is None:
            self._store.studies.record(token)  # raises for an unknown one
        return ahead or 0

    def _ahead(self, is_it: Callable[[RunKey], bool]) -> int | None:
        """Return how many runs wait before the first such one; None if no such one waits."""
        waiting = enumerate(waiting_runs(self._store.database))
        return next((ahead for ahead, run in waiting if is_it(run)), None)
