"""What is seen on stderr while a study runs: one bar, and a line for each training that is over."""

from collections.abc import Sequence

from rich.console import Console

from transfer_demo.cli.bars import Bars
from transfer_demo.cli.race_lines import state
from transfer_demo.cli.terminal import safe
from transfer_demo.history import ArmHistory
from transfer_demo.studies.asking import Asked
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.titles import titles
from transfer_demo.study import no_cells
from transfer_demo.verdict import accuracy_in_percent


class StudyLines(Bars):
    """Shows how far a study is. `cells` is all that was heard, should it be broken off."""

    def __init__(self, asked: Asked, *, console: Console) -> None:
        super().__init__(console=console)
        plans = [plan for plan, _ in asked.orders]
        self.cells = no_cells(asked)
        self._titles = titles(plans)
        self._said: set[int] = set()
        self._task = self._progress.add_task("Study", total=len(plans), state="waiting")

    def listen(self, cells: Sequence[Cell]) -> None:
        """Take in what the cells have said."""
        self.cells = tuple(cells)
        for place, cell in enumerate(cells):
            if cell.history.finished and place not in self._said:
                self._said.add(place)
                line = f"{self._titles[place]}: {_result(cell.history)}"
                self._console.print(safe(line), soft_wrap=True)
        self._progress.update(
            self._task,
            completed=sum(_share(cell.history) for cell in cells),
            state=f"{len(self._said)} of {len(cells)} trainings",
            refresh=False,
        )


def _result(arm: ArmHistory) -> str:
    if arm.scored:
        return f"LogME {arm.scored.logme:.3f}, LEEP {arm.scored.leep:.3f}, {state(arm)}"
    if arm.last is None:
        return state(arm)
    accuracy = accuracy_in_percent(arm.last)
    return f"validation accuracy {accuracy}, {state(arm)}"


def _share(arm: ArmHistory) -> float:
    if arm.finished:
        return 1.0
    return arm.progress.fraction if arm.progress else 0.0
