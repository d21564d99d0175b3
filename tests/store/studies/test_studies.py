"""Studies in the store, without a recorder: runs are measured by hand."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.scripted import learn
from tests.store.made import epoch_end, finished, images, picture, progress, started, with_bytes
from transfer_demo.errors import PictureMissing, StoreError, UnknownRun, UnknownStudy
from transfer_demo.history import ArmHistory, fold
from transfer_demo.images import limits
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.waiting import waiting_runs
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.runs import fingerprint
from transfer_demo.store.studies import study_log, study_rows
from transfer_demo.store.tables import StudyRow
from transfer_demo.studies.cell import validation_digest
from transfer_demo.training.job import Job
from transfer_demo.verdict.guess import RaceGuess

PLAN = ResolvedPlan(epochs=3, frozen_stages=7)


def cell(arm="fine_tune", labelled=None, **changes):
    """A plan with one arm, and its images."""
    return replace(PLAN, arms=(arm,), **changes), labelled or images()


CELLS = [cell(frozen_stages=9), cell("scratch"), cell(frozen_stages=8)]


def create(store, cells=CELLS, *, owner="ada", **more):
    return store.studies.create("freeze", PLAN, (0,), cells, owner=owner, **more)


def test_which_pictures_a_study_has_is_known_of_all_its_cells_and_of_no_other_study(store):
    store.create(PLAN, images("alone"), owner="ada")
    create(store, [cell(labelled=images("other"))])
    some, more = images("some"), images("more")
    token = create(store, [cell(labelled=some), cell(frozen_stages=8, labelled=more)])
    assert store.studies.labelled(token) == {
        (given.classes[example.label], example.picture.digest)
        for given in (some, more)
        for example in (*given.train, *given.validation)
    }


def said(store, run):
    """All that a training of this run says."""
    plan = store.record(run).plan
    jobs = [Job(run=run, arm=arm, plan=plan, images=store.images(run)) for arm in plan.arms]
    return [event for job in jobs for event in learn(job)]


def measure(store, *runs, outcomes=None):
    """Train runs to the end, or to another outcome of some of their arms."""
    for run in runs:
        store.claim(run)
        for event in said(store, run):
            if event.kind == "finished":
                event = replace(event, outcome=(outcomes or {}).get(event.arm, "done"))
            store.write(run, event)
        store.finish(run)


def measured_race(store, *, plan=PLAN, labelled=None, owner="ada", outcomes=None, guess=None):
    """A race of the Lab that is over."""
    run = store.create(plan, labelled or images(), owner=owner, guess=guess)
    measure(store, run, outcomes=outcomes)
    return run


def count(store, table):
    with store.database.reading() as session:
        return session.scalar(sa.text(f"SELECT count(*) FROM {table}"))


def stored_pictures(store):
    return {file.stem for file in store.files.pictures.folder.rglob("*") if file.is_file()}


def digests(labelled):
    return {example.picture.digest for example in (*labelled.train, *labelled.validation)}


@pytest.fixture
def token(store):
    return create(store)


@pytest.fixture
def studies(store):
    return store.studies


# Creating and reading


def test_a_study_comes_back_as_it_was_created(store, studies):
    small, large = images(train=4), images(train=6)
    before = datetime.now(UTC)
    token = studies.create(
        "labels",
        PLAN,
        (3, 4),
        [cell(seed=3, labelled=large), cell(seed=3, train_per_class=2, labelled=small)],
        owner="ada",
        guess=5,
    )
    record = studies.record(token)
    assert (record.token, record.owner, record.question) == (token, "ada", "labels")
    assert (record.plan, record.seeds, record.guess) == (PLAN, (3, 4), 5)
    assert record.classes == ("birds", "fruit")
    assert (record.train_images, record.validation_images) == (6, 4)
    assert (record.status, record.stop_requested) == ("queued", False)
    assert before - timedelta(seconds=1) <= record.created <= datetime.now(UTC)


def test_each_cell_is_a_run_that_waits_in_order(store, studies, token):
    runs = studies.runs(token)
    assert [run.token for run in waiting_runs(store.database)] == list(runs)
    assert [(store.record(run).plan, with_bytes(store.images(run))) for run in runs] == CELLS
    assert {store.record(run).study for run in runs} == {token}
    assert store.record(store.create(PLAN, images(), owner="ada")).study is None


def test_cells_are_in_the_order_in_which_they_were_given_and_have_said_nothing(studies, token):
    cells = studies.cells(token)
    assert [one.plan for one in cells] == [plan for plan, _ in CELLS]
    assert [one.history for one in cells] == [ArmHistory(arm=plan.arms[0]) for plan, _ in CELLS]
    assert not any(one.measured_before for one in cells)


def test_a_cell_shows_what_its_run_has_said_so_far(store, studies, token):
    first, second, third = studies.runs(token)
    measure(store, second)
    store.claim(first)
    for event in (started("fine_tune"), epoch_end("fine_tune"), progress("fine_tune")):
        store.write(first, event)
    cells = studies.cells(token)
    for one, run in zip(cells, (first, second, third), strict=True):
        assert one.history == store.history(run).arms[one.arm]
    assert [len(one.history.epochs) for one in cells] == [1, 3, 0]
    assert [one.done for one in cells] == [False, True, False]


def test_a_score_is_a_cell_like_any_other(store, studies):
    token = create(store, [cell("score")])
    (run,) = studies.runs(token)
    store.write(run, finished("score"))
    (one,) = studies.cells(token)
    assert one.done


def test_a_cell_says_on_which_images_it_was_asked(store, studies):
    few = replace(images(), train=images().train[:4])
    other = replace(images("other"), train=images().train)
    labelled = [images(), few, other]
    token = create(store, [cell(seed=seed, labelled=some) for seed, some in enumerate(labelled)])
    split, same, another = (one.split for one in studies.cells(token))
    assert split == same == validation_digest(images())
    assert another == validation_digest(other) != split
    store.delete(studies.runs(token)[0], by="ada")
    assert studies.cells(token)[0].split == split


def test_more_studies_of_one_person_than_are_kept_are_refused(store, token, monkeypatch):
    monkeypatch.setattr(limits, "STUDIES", 1)
    with pytest.raises(StoreError, match=r"You have 1 studies.* Delete some"):
        create(store, owner="ada")
    create(store, owner="bob")


def test_a_person_sees_their_own_studies_the_newest_first(store, studies):
    first, other, third = (create(store, owner=owner) for owner in ("ada", "bob", "ada"))
    assert [study.token for study in studies.of("ada")] == [third, first]
    assert studies.of("ada")[0] == studies.record(third)
    assert studies.of("nobody") == []
    assert studies.record(other).owner == "bob"  # whoever has the address may look


def test_tokens_are_long_and_never_alike(store):
    tokens = {create(store, [cell()]) for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 22 for token in tokens)


@pytest.mark.parametrize(
    "ask",
    [
        lambda studies: studies.record("nobody"),
        lambda studies: studies.cells("nobody"),
        lambda studies: studies.runs("nobody"),
        lambda studies: studies.version("nobody"),
        lambda studies: studies.extend("nobody", CELLS, by="ada"),
        lambda studies: studies.renew("nobody", by="ada"),
        lambda studies: studies.set_guess("nobody", 7, by="ada"),
        lambda studies: studies.request_stop("nobody", by="ada"),
        lambda studies: studies.delete("nobody", by="ada"),
    ],
)
def test_an_unknown_token_is_a_sentence(store, studies, token, ask):
    with pytest.raises(UnknownStudy, match="no study at this address"):
        ask(studies)
    assert count(store, "runs") == len(CELLS)


def test_cells_that_are_alike_share_a_run(store, studies):
    token = create(store, [cell(), cell("scratch"), cell()])
    first, second, third = studies.runs(token)
    assert first == third != second
    measure(store, first, second)
    assert [one.done for one in studies.cells(token)] == [True, True, True]


def test_each_picture_is_looked_at_once_and_not_for_every_cell(store, monkeypatch):
    looked, holds = [], store.files.pictures.holds

    def counting(one):
        looked.append(one.digest)
        return holds(one)

    monkeypatch.setattr(store.files.pictures, "holds", counting)
    create(store, [cell(frozen_stages=depth) for depth in range(10)])
    few = len(looked)
    looked.clear()
    create(store, [cell(frozen_stages=depth, seed=seed) for depth in range(10) for seed in (1, 2)])
    assert len(looked) <= few


def test_a_study_that_cannot_be_saved_whole_is_not_saved(store, studies, monkeypatch):
    def put(one):
        if one == picture("photo validation 3"):
            raise PictureMissing("full")

    monkeypatch.setattr(store.files.pictures, "put", put)
    with pytest.raises(PictureMissing):
        create(store)
    assert count(store, "studies") == count(store, "runs") == count(store, "study_cells") == 0
    assert stored_pictures(store) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda store, token, cells: create(store, cells),
        lambda store, token, cells: store.studies.extend(token, cells, by="ada"),
    ],
)
def test_rows_that_fail_in_the_middle_leave_nothing_behind(store, studies, monkeypatch, change):
    token = create(store, [cell()])
    made, new = [], study_rows.run_rows.new

    def fail_late(*args, **kwargs):
        if made:
            raise StoreError("The disk is full.")
        made.append(new(*args, **kwargs))
        return made[0]

    monkeypatch.setattr(study_rows.run_rows, "new", fail_late)
    before = studies.version(token)
    cells = [cell("scratch", images("other")), cell(seed=5, labelled=images("other"))]
    with pytest.raises(StoreError):
        change(store, token, cells)
    assert (count(store, "studies"), count(store, "runs"), count(store, "study_cells")) == (1, 1, 1)
    assert studies.version(token) == before
    assert stored_pictures(store) == digests(images())


# Looking again and again


@pytest.fixture
def said_again(monkeypatch):
    """All events that were read for the cells of studies since the last look at this list."""
    events, from_dict = [], study_log.from_dict

    def counting(body):
        events.append(from_dict(body))
        return events[-1]

    monkeypatch.setattr(study_log, "from_dict", counting)
    return events


def test_a_look_reads_only_the_runs_that_have_changed(store, studies, token, said_again):
    first, second, _ = studies.runs(token)
    measure(store, first)
    store.claim(second)
    store.write(second, epoch_end("scratch", 1))
    studies.cells(token)
    said_again.clear()
    assert studies.cells(token)[0].done
    assert said_again == []
    store.write(second, epoch_end("scratch", 2))
    assert [len(one.history.epochs) for one in studies.cells(token)] == [3, 2, 0]
    assert said_again == [epoch_end("scratch", 1), epoch_end("scratch", 2)]


def test_what_was_read_for_one_study_is_not_read_for_another(store, studies, token, said_again):
    measure(store, *studies.runs(token))
    before = studies.cells(token)
    said_again.clear()
    again = studies.cells(create(store))
    assert [one.history for one in again] == [one.history for one in before]
    assert said_again == []


def test_a_look_shows_what_another_server_wrote(store, studies, token, database_url):
    (run, *_) = studies.runs(token)
    other = RunStore.open(database_url)
    changes = [
        lambda: other.claim(run),
        lambda: other.write(run, epoch_end("fine_tune", 1)),
        lambda: other.write(run, finished("fine_tune", "stopped")),
        lambda: other.write(run, epoch_end("fine_tune", 1, val_loss=0.1)),  # from a late worker
        lambda: other.write(run, started("fine_tune")),
        lambda: other.finish(run, outcome="failed"),
        lambda: other.studies.renew(token, by="ada"),
        lambda: other.delete(other.studies.runs(token)[0], by="ada"),
    ]
    for change in changes:
        change()
        fresh = RunStore.open(database_url)
        assert studies.cells(token) == fresh.studies.cells(token)
        fresh.close()
    other.close()


def test_both_arms_of_a_race_are_remembered_apart(store, studies):
    race = measured_race(store)
    token = create(store, [cell(), cell("scratch")])
    for _ in range(2):
        for one in studies.cells(token):
            assert one.history == store.history(race).arms[one.arm]


# What was measured before


def test_arms_of_a_race_in_the_lab_are_taken_over(store, studies):
    race = measured_race(store)
    token = create(store, [cell(), cell("scratch"), cell(frozen_stages=8)])
    assert studies.runs(token)[:2] == (race, race)
    assert [run.token for run in waiting_runs(store.database)] == [studies.runs(token)[2]]
    cells = studies.cells(token)
    assert [one.measured_before for one in cells] == [store.record(race).created] * 2 + [None]
    for one in cells[:2]:
        assert one.done
        assert one.history == store.history(race).arms[one.arm]
    assert studies.record(token).status == "running"  # of three cells two are done
    assert store.record(race).study is None


def test_a_race_with_a_guess_is_taken_over_like_any_other(store, studies):
    guess = RaceGuess(winner="undecided", lead=0, crossing_epoch=2)
    race = measured_race(store, guess=guess)
    assert studies.runs(create(store, [cell()])) == (race,)


def test_a_study_that_was_measured_before_is_done_at_once(store, studies, token):
    measure(store, *studies.runs(token))
    again = create(store)
    assert studies.record(again).status == "done"
    assert studies.runs(again) == studies.runs(token)
    assert list(waiting_runs(store.database)) == []
    assert [one.history for one in studies.cells(again)] == [
        one.history for one in studies.cells(token)
    ]


@pytest.mark.parametrize("other", ["failed", "stopped", None])
def test_an_arm_that_is_done_is_taken_over_whatever_becomes_of_the_other(store, studies, other):
    race = store.create(PLAN, images(), owner="ada")
    store.claim(race)
    store.write(race, finished("fine_tune"))
    if other:
        store.write(race, finished("scratch", other))
        store.finish(race)
    token = create(store, [cell(), cell("scratch")])
    assert studies.runs(token)[0] == race
    assert studies.runs(token)[1] != race
    measure(store, studies.runs(token)[1])
    assert studies.record(token).status == "done"


@pytest.mark.parametrize(
    "wanted",
    [
        cell(seed=1),
        cell(labelled=images(train=7)),
        cell(labelled=images("other")),
        cell(frozen_stages=6),
        cell(train_per_class=3),
    ],
)
def test_another_plan_or_other_images_are_measured_anew(store, studies, wanted):
    race = measured_race(store)
    token = create(store, [wanted])
    assert studies.runs(token) != (race,)
    assert studies.cells(token)[0].measured_before is None


def test_what_another_person_measured_is_not_taken_over(store, studies):
    race = measured_race(store, owner="bob")
    assert studies.runs(create(store, [cell()])) != (race,)


@pytest.mark.parametrize("outcome", ["stopped", "failed"])
def test_an_arm_that_did_not_end_well_is_not_taken_over(store, studies, outcome):
    race = measured_race(store, outcomes={"scratch": outcome})
    token = create(store, [cell(), cell("scratch")])
    assert [run == race for run in studies.runs(token)] == [True, False]


def test_an_arm_that_is_not_over_is_not_taken_over(store, studies):
    race = store.create(PLAN, images(), owner="ada")
    store.claim(race)
    store.write(race, epoch_end("fine_tune", 3))
    assert studies.runs(create(store, [cell()])) != (race,)


def test_a_training_that_had_all_cores_is_not_taken_over(store, studies):
    alone = measured_race(store, plan=replace(PLAN, arms=("fine_tune",)))
    assert studies.runs(create(store, [cell()])) != (alone,)


def test_what_another_engine_measured_is_not_taken_over(store, monkeypatch):
    race = measured_race(store)
    monkeypatch.setattr(fingerprint, "engine_version", lambda: "999")
    assert store.studies.runs(create(store, [cell()])) != (race,)


def test_of_equal_runs_the_newest_is_taken_over(store, studies):
    measured_race(store)
    newest = measured_race(store)
    assert studies.runs(create(store, [cell()])) == (newest,)


# More cells, and a guess


def test_more_cells_come_at_the_end(store, studies):
    race = measured_race(store)
    token = create(store, [cell("score")])
    studies.extend(token, [cell(), cell(backbone="resnet18", frozen_stages=3)], by="ada")
    assert [one.plan for one in studies.cells(token)] == [
        cell("score")[0],
        cell()[0],
        cell(backbone="resnet18", frozen_stages=3)[0],
    ]
    assert studies.runs(token)[1] == race
    assert store.record(studies.runs(token)[2]).study == token
    assert store.record(studies.runs(token)[2]).owner == "ada"


def test_cells_that_are_there_already_are_not_added_again(store, studies, token):
    studies.extend(token, [CELLS[0], cell(frozen_stages=5)], by="ada")
    studies.extend(token, [CELLS[0], cell(frozen_stages=5)], by="ada")
    assert len(studies.cells(token)) == len(CELLS) + 1
    assert count(store, "runs") == len(CELLS) + 1


def test_a_study_that_was_done_goes_on_when_cells_come(store, studies, token):
    measure(store, *studies.runs(token))
    assert studies.record(token).status == "done"
    studies.extend(token, [cell(frozen_stages=5)], by="ada")
    assert studies.record(token).status == "running"


def test_a_guess_can_come_later_and_change(studies, token):
    assert studies.record(token).guess is None
    for guess in (7, 0, "resnet18"):
        studies.set_guess(token, guess, by="ada")
        assert studies.record(token).guess == guess


def test_a_guess_that_an_older_version_kept_is_read(store, studies, token):
    with store.database.writing() as session:
        session.execute(sa.update(StudyRow).values(guess={"frozen_stages": 3}))
    assert studies.record(token).guess == 3


# The version


def test_the_version_grows_with_every_change(store, studies):
    race = measured_race(store, plan=replace(PLAN, seed=1))
    token = create(store, [*CELLS, cell(seed=1)])
    first, second, third, taken = studies.runs(token)
    assert taken == race
    changes = [
        lambda: store.claim(first),
        lambda: store.write(first, started("fine_tune")),
        lambda: store.write(first, progress("fine_tune", 0.1)),
        lambda: store.write(first, progress("fine_tune", 0.2)),
        lambda: store.finish(first),
        lambda: store.request_stop(second, by="ada"),
        lambda: studies.set_guess(token, 7, by="ada"),
        lambda: studies.extend(token, [cell(frozen_stages=3)], by="ada"),
        lambda: store.delete(race, by="ada"),
        lambda: store.delete(third, by="ada"),
        lambda: studies.request_stop(token, by="ada"),
        lambda: studies.renew(token, by="ada"),
    ]
    versions = [studies.version(token)]
    for change in changes:
        change()
        versions.append(studies.version(token))
    assert versions == sorted(set(versions))


def test_the_version_stays_while_others_train(store, studies, token):
    before = studies.version(token)
    measure(store, *studies.runs(create(store, owner="bob")))
    assert studies.version(token) == before


# Stopping


def test_stopping_ends_what_waits_and_asks_what_runs(store, studies, token):
    first, second, third = studies.runs(token)
    measure(store, first)
    store.claim(second)
    studies.request_stop(token, by="ada")
    assert [store.record(run).status for run in (first, second, third)] == [
        "done",
        "running",
        "stopped",
    ]
    assert [run.token for run in store.stopping()] == [second]
    record = studies.record(token)
    assert (record.status, record.stop_requested) == ("running", True)
    store.finish(second)
    record = studies.record(token)
    assert (record.status, record.stop_requested) == ("stopped", False)


def test_a_run_that_waits_again_keeps_its_epochs_when_it_is_stopped(store, studies, token):
    run = studies.runs(token)[0]
    store.write(run, epoch_end("fine_tune", 2))
    studies.request_stop(token, by="ada")
    history = studies.cells(token)[0].history
    assert (len(history.epochs), history.finished.outcome) == (1, "stopped")
    assert history.finished.seconds == 2.0


def test_runs_that_were_taken_over_are_not_stopped(store, studies):
    race = store.create(PLAN, images(), owner="ada")
    store.claim(race)
    store.write(race, finished("fine_tune"))
    token = create(store, [cell(), cell("scratch")])
    studies.request_stop(token, by="ada")
    assert not store.record(race).stop_requested
    assert [one.done for one in studies.cells(token)] == [True, False]
    assert studies.record(token).status == "stopped"
    assert not studies.record(token).stop_requested


# Renewing


def test_cells_that_were_cut_short_are_measured_again_on_the_same_images(store, studies, token):
    done, failed, stopped = studies.runs(token)
    measure(store, done)
    measure(store, failed, outcomes={"scratch": "failed"})
    store.finish(stopped)
    before = studies.cells(token)[0]
    studies.renew(token, by="ada")
    runs = studies.runs(token)
    assert runs[0] == done
    assert [run.token for run in waiting_runs(store.database)] == list(runs[1:])
    assert [(store.record(run).plan, with_bytes(store.images(run))) for run in runs] == CELLS
    assert {store.record(run).study for run in runs} == {token}
    assert studies.cells(token)[0] == before
    assert [one.history for one in studies.cells(token)[1:]] == [
        fold([], arms=plan.arms).arms[plan.arms[0]] for plan, _ in CELLS[1:]
    ]
    # Of the runs that were cut short nothing is left.
    assert count(store, "runs") == len(CELLS)
    measure(store, *runs[1:])
    assert studies.record(token).status == "done"


def test_what_runs_or_waits_is_not_renewed(store, studies, token):
    store.claim(studies.runs(token)[0])
    before = studies.runs(token)
    studies.renew(token, by="ada")
    assert studies.runs(token) == before
    assert [run.token for run in store.running()] == [before[0]]


def test_a_deleted_cell_gets_the_images_of_one_that_has_the_same(store, studies):
    race = measured_race(store)
    token = create(store, [cell(), cell(frozen_stages=8), cell(seed=1, labelled=images("other"))])
    store.delete(race, by="ada")
    measure(store, *studies.runs(token)[1:])
    studies.renew(token, by="ada")
    renewed = studies.runs(token)[0]
    assert (store.record(renewed).plan, with_bytes(store.images(renewed))) == cell()
    assert store.record(renewed).study == token
    assert studies.cells(token)[0].measured_before is None


def test_a_cell_that_was_measured_elsewhere_meanwhile_is_taken_over(store, studies, token):
    studies.request_stop(token, by="ada")
    race = measured_race(store)
    studies.renew(token, by="ada")
    assert [run == race for run in studies.runs(token)] == [False, True, False]
    assert studies.cells(token)[1].measured_before == store.record(race).created


def test_images_that_are_gone_with_their_cells_are_a_sentence(store, studies):
    token = create(store, [cell(), cell(seed=1, labelled=images("other"))])
    measure(store, studies.runs(token)[1])
    store.delete(studies.runs(token)[0], by="ada")
    before = studies.version(token)
    with pytest.raises(StoreError, match="were deleted with them"):
        studies.renew(token, by="ada")
    assert studies.version(token) == before


@pytest.mark.parametrize("outcome", ["stopped", "failed"])
def test_a_study_says_that_it_can_be_renewed(store, studies, token, outcome):
    assert not studies.record(token).renewable
    store.finish(studies.runs(token)[0], outcome=outcome)
    assert studies.record(token).renewable
    studies.renew(token, by="ada")
    assert not studies.record(token).renewable
    measure(store, *studies.runs(token))
    assert not studies.record(token).renewable


def test_a_deleted_cell_can_be_renewed_while_another_one_has_its_images(store, studies):
    token = create(store, [cell(), cell("scratch"), cell(seed=1, labelled=images("other"))])
    first, second, third = studies.runs(token)
    measure(store, second, third)
    store.delete(first, by="ada")
    assert studies.record(token).renewable
    store.delete(second, by="ada")
    assert not studies.record(token).renewable
    assert studies.of("ada") == [studies.record(token)]
    with pytest.raises(StoreError):
        studies.renew(token, by="ada")


def test_an_arm_that_was_taken_over_from_a_race_that_failed_is_no_reason_to_renew(store, studies):
    measured_race(store, outcomes={"scratch": "failed"})
    assert not studies.record(create(store, [cell()])).renewable


def test_a_study_with_nothing_to_renew_stays_as_it_is(store, studies, token):
    measure(store, *studies.runs(token))
    before = studies.cells(token)
    studies.renew(token, by="ada")
    assert studies.cells(token) == before


# Deletion


def test_a_run_that_was_taken_over_can_be_deleted(store, studies):
    race = measured_race(store)
    token = create(store, [cell(), cell(frozen_stages=8)])
    measure(store, studies.runs(token)[1])
    assert studies.record(token).status == "done"
    store.delete(race, by="ada")
    deleted, other = studies.cells(token)
    assert (deleted.plan, deleted.history) == (cell()[0], ArmHistory(arm="fine_tune"))
    assert deleted.measured_before is None
    assert deleted.deleted
    assert other.done
    assert not other.deleted
    assert studies.runs(token)[0] is None
    assert studies.record(token).status == "stopped"


def test_deleting_a_study_removes_the_runs_that_were_made_for_it(store, studies):
    race = measured_race(store)
    token = create(store, [cell(), cell(seed=1, labelled=images("other"))])
    taken, made = studies.runs(token)
    store.claim(made)  # in training
    store.write(made, progress("fine_tune"))
    studies.delete(token, by="ada")
    with pytest.raises(UnknownStudy):
        studies.record(token)
    with pytest.raises(UnknownRun):
        store.record(made)
    assert store.history(taken).finished
    assert with_bytes(store.images(race)) == images()
    assert stored_pictures(store) == digests(images())
    assert count(store, "study_cells") == 0


def test_a_study_keeps_what_it_took_over_from_a_deleted_one(store, studies, token):
    runs = studies.runs(token)
    measure(store, *runs[:2])
    other = create(store, [*CELLS, cell(frozen_stages=5)])
    before = studies.cells(other)
    studies.delete(token, by="ada")
    assert studies.cells(other) == before
    assert studies.runs(other)[:2] == runs[:2]
    assert [(store.record(run).plan, with_bytes(store.images(run))) for run in runs[:2]] == CELLS[
        :2
    ]
    assert {store.record(run).study for run in runs[:2]} == {other}
    with pytest.raises(UnknownRun):
        store.record(runs[2])  # it waited, and nobody else shows it


def test_a_run_that_is_just_ending_is_kept_for_the_study_that_shows_it(store, studies, token):
    run = studies.runs(token)[0]
    store.claim(run)
    store.write(run, finished("fine_tune"))  # and nobody has closed the run yet
    other = create(store, [CELLS[0]])
    studies.delete(token, by="ada")
    assert studies.cells(other)[0].done
    store.finish(run)
    assert store.record(run).status == "done"


def test_runs_go_to_the_oldest_study_that_shows_them_and_with_the_last_one(store, studies, token):
    measure(store, *studies.runs(token))
    second, third = create(store, [CELLS[0]]), create(store, CELLS[:2])
    first_run, second_run, last_run = studies.runs(token)
    studies.delete(token, by="ada")
    assert [store.record(run).study for run in (first_run, second_run)] == [second, third]
    with pytest.raises(UnknownRun):
        store.record(last_run)
    before = studies.version(third)
    studies.delete(second, by="ada")
    assert store.record(first_run).study == third
    assert studies.version(third) > before
    assert all(one.done for one in studies.cells(third))
    studies.delete(third, by="ada")
    assert count(store, "runs") == 0
    assert stored_pictures(store) == set()


def test_how_many_studies_show_a_run(store, studies):
    race = measured_race(store)
    assert studies.showing(race) == 0
    tokens = [create(store, [cell(), cell("scratch")]), create(store, [cell()])]
    third = create(store, [cell(frozen_stages=5)])
    assert studies.showing(race) == 2  # the first one with both its arms
    (other,) = studies.runs(third)
    assert studies.showing(race, other) == 3
    assert studies.showing(race, *studies.runs(tokens[0])) == 2
    for left, token in zip((1, 0), tokens, strict=True):
        studies.delete(token, by="ada")
        assert studies.showing(race) == left
    assert studies.showing("nobody") == 0


def test_creating_and_deleting_at_once_never_loses_a_picture(store, studies):
    def come_and_go():
        for _ in range(8):
            studies.delete(create(store, [cell()]), by="ada")

    other = threading.Thread(target=come_and_go)
    other.start()
    for _ in range(8):
        token = create(store, [cell()], owner="bob")
        assert with_bytes(store.images(studies.runs(token)[0])) == images()
        studies.delete(token, by="bob")
    other.join()
    assert count(store, "runs") == 0
