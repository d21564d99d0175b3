from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from transfer_demo.store.queue.fair_order import fair_order

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    owner: str
    created: datetime
    study: str | None = None


def runs(owners: str) -> list[Run]:
    """One run a second, each started by the person of that letter."""
    return [Run(owner, NOON + timedelta(seconds=i)) for i, owner in enumerate(owners)]


def owners(order: Iterable[Run]) -> str:
    return "".join(run.owner for run in order)


moments = st.integers(0, 99).map(lambda second: NOON + timedelta(seconds=second))
some_runs = st.lists(
    st.builds(Run, st.sampled_from("abcd"), moments, st.sampled_from([None, None, "depth"])),
    max_size=8,
    unique_by=lambda run: run.created,
)
starts = st.dictionaries(st.sampled_from("abcd"), moments)
queues = st.tuples(some_runs, some_runs, starts)
# Without a deadline: a busy machine is no mistake of the queue's.
for_many = settings(deadline=None, max_examples=50)


def ordered(queue):
    queued, running, last_started = queue
    return list(fair_order(queued, running, last_started=last_started))


def test_people_take_turns():
    assert owners(fair_order(runs("aaabbc"), [])) == "abcaba"


def test_who_has_runs_in_training_waits_for_who_has_none():
    assert owners(fair_order(runs("ab"), runs("aa"))) == "ba"


def test_who_had_the_last_turn_waits_for_who_had_none():
    # With one worker nobody has a run in training when the next is chosen.
    assert owners(fair_order(runs("aab"), [], last_started={"a": NOON})) == "baa"


def test_turns_go_round_on_a_machine_that_trains_one_run_at_a_time():
    queued, last_started, served = runs("aaaabbc"), {}, ""
    for turn in range(7):
        first, *queued = fair_order(queued, [], last_started=last_started)
        last_started[first.owner] = NOON + timedelta(minutes=turn)
        served += first.owner
    assert served == "abcabaa"


@for_many
@given(queues)
def test_every_run_is_in_the_order_once(queue):
    assert Counter(ordered(queue)) == Counter(queue[0])


@for_many
@given(queues)
def test_the_order_does_not_depend_on_how_the_runs_are_listed(queue):
    queued, running, last_started = queue
    assert ordered(queue) == ordered((queued[::-1], running[::-1], last_started))


@for_many
@given(queues)
def test_of_one_person_the_races_come_first_and_each_kind_keeps_its_order(queue):
    for owner in "abcd":
        mine = [
            (run.study is not None, run.created) for run in ordered(queue) if run.owner == owner
        ]
        assert mine == sorted(mine)


@for_many
@given(queues)
def test_whose_turn_it_is_does_not_depend_on_what_they_started(queue):
    queued, running, last_started = queue
    races = [replace(run, study=None) for run in queued]
    assert owners(ordered(queue)) == owners(ordered((races, running, last_started)))


def test_a_race_does_not_wait_for_the_trainings_of_an_older_study():
    study = [replace(run, study="depth") for run in runs("aaab")]
    race = Run("a", NOON + timedelta(minutes=1))
    assert list(fair_order([*study, race], []))[:2] == [race, study[3]]


def test_trainings_of_a_study_that_were_made_at_once_keep_their_order():
    study = [Run(owner, NOON, study=str(place)) for place, owner in enumerate("aaaa")]
    assert list(fair_order(study, [])) == study


@for_many
@given(queues)
def test_nobody_is_served_while_somebody_with_less_in_training_waits(queue):
    order = ordered(queue)
    served = Counter(run.owner for run in queue[1])
    for place, run in enumerate(order):
        assert all(served[run.owner] <= served[waiting.owner] for waiting in order[place:])
        served[run.owner] += 1


@for_many
@given(some_runs)
def test_between_people_with_equally_much_who_has_waited_longest_is_first(queued):
    everybody = {run.owner for run in queued}
    first_round = owners(fair_order(queued, []))[: len(everybody)]
    since = {o: min(run.created for run in queued if run.owner == o) for o in everybody}
    assert list(first_round) == sorted(everybody, key=lambda owner: since[owner])


@for_many
@given(queues)
def test_starting_the_first_leaves_the_order_of_the_others(queue):
    queued, running, last_started = queue
    first, *others = ordered(queue) or [None]
    if first is not None:
        later = {**last_started, first.owner: NOON + timedelta(hours=1)}
        assert ordered((others, [*running, first], later)) == others
