"""Messages can be lost when a worker dies; what the listener hears is whole."""

from dataclasses import replace

import pytest

from tests.executors import trainings
from tests.executors.hearing import Heard
from tests.training.made import job
from transfer_demo.events import to_dict
from transfer_demo.executors.dask_job import Report
from transfer_demo.executors.dask_ticket import DaskTicket
from transfer_demo.executors.lost_workers import BEGUN_AGAIN
from transfer_demo.training.job_events import job_events

ORDER = job(epochs=3)
SAID = tuple(job_events(ORDER, lambda: False, train=trainings.quick))
# What a second attempt says; it says too that it is one.
AGAIN = (replace(SAID[0], notes=(*SAID[0].notes, BEGUN_AGAIN)), *SAID[1:])


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def ticket(heard):
    return DaskTicket(ORDER, heard, stop=lambda ticket: None)


def send(ticket, attempt, *numbers):
    for number in numbers:
        ticket.hear({"attempt": attempt, "number": number, "event": to_dict(SAID[number])})


@pytest.mark.parametrize("arrived", [[], [0], [0, 1], [0, 2, 3], [1, 2], [0, 1, 2, 3], [0, 1, 3]])
def test_the_report_fills_in_what_was_lost_in_the_right_order(ticket, heard, arrived):
    send(ticket, "first", *arrived)
    assert not ticket.wait(0)
    ticket.complete(Report("first", SAID))
    assert tuple(heard.events) == SAID
    assert ticket.wait(0)


def test_a_second_attempt_is_heard_from_its_start(ticket, heard):
    send(ticket, "first", 0, 1, 2)
    send(ticket, "second", 0, 1)
    ticket.complete(Report("second", SAID))
    assert tuple(heard.events) == SAID[:3] + AGAIN


def test_a_second_attempt_whose_messages_were_all_lost_is_heard_from_its_report(ticket, heard):
    send(ticket, "first", 0, 1)
    ticket.complete(Report("second", SAID))
    assert tuple(heard.events) == SAID[:2] + AGAIN


def test_stragglers_of_the_first_attempt_are_not_heard_in_the_second(ticket, heard):
    send(ticket, "first", 0, 1)
    send(ticket, "second", 0)
    send(ticket, "first", 2, 3)
    send(ticket, "second", 1, 2, 3)
    ticket.complete(Report("second", SAID))
    assert tuple(heard.events) == SAID[:2] + AGAIN


def test_an_end_from_outside_counts_the_seconds_heard_so_far(ticket, heard):
    send(ticket, "first", 0, 1, 2)
    ticket.finish("failed", "The connection was lost.")
    assert heard.finished.seconds == SAID[2].seconds
    assert heard.finished.message == "The connection was lost."
    assert heard.finished.arm == ORDER.arm


def test_the_seconds_of_a_first_attempt_are_not_those_of_a_second(ticket, heard):
    send(ticket, "first", 0, 1, 2)
    send(ticket, "second", 0)
    ticket.finish("stopped")
    assert heard.finished.seconds == 0.0


def test_what_another_server_had_begun_says_that_it_was_begun_again(heard):
    ticket = DaskTicket(replace(ORDER, begun_before=True), heard, stop=lambda ticket: None)
    send(ticket, "first", 0, 1)
    ticket.complete(Report("first", SAID))
    assert tuple(heard.events) == AGAIN
