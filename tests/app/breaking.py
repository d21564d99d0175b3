"""Steps on the page Break it that its tests have in common."""

from tests.app.visitor import Visitor, play, wait_until_over
from tests.scripted import ScriptedExecutor
from transfer_demo.lessons.faults import FAULTS

PAGE = "pages/learn/break_it.py"
NUMBER = 4
FAULT = FAULTS[NUMBER - 1]
RIGHT = FAULT.answers.index(FAULT.text.right)


def opened(visitor: Visitor, fault: str | None = None) -> Visitor:
    """Go to the page, by a link if a fault is named."""
    visitor.at.switch_page(PAGE)
    if fault is not None:
        visitor.at.query_params["fault"] = fault
    visitor.at.run()
    return visitor


def address(visitor: Visitor) -> list[str]:
    """What stands in the address: number, run, answer, repaired run."""
    found = visitor.at.query_params.get("fault")
    return (found[0] if isinstance(found, list) else str(found)).split(".")


def run_to_the_end(visitor: Visitor, executor: ScriptedExecutor, token: str) -> None:
    play(executor)
    wait_until_over(token)
    visitor.at.run()


def broken(visitor: Visitor, executor: ScriptedExecutor) -> Visitor:
    """Break a training and watch it to its end."""
    opened(visitor, str(NUMBER)).press("Break it").assert_calm()
    run_to_the_end(visitor, executor, address(visitor)[1])
    return visitor


def answered(visitor: Visitor, place: int) -> Visitor:
    visitor.at.radio[0].set_value(place).run()
    return visitor.press("Answer")
