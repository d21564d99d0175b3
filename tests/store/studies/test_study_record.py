import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.store.studies.study_record import cell_status, study_status

ANY = st.sampled_from(["queued", "running", "done", "stopped", "failed"])


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (["queued", "queued"], "queued"),
        (["queued", "running"], "running"),
        (["done", "queued"], "running"),
        (["stopped", "queued"], "running"),
        (["failed", "running"], "running"),
        (["done", "done"], "done"),
        (["done", "stopped"], "stopped"),
        (["done", "stopped", "failed"], "failed"),
    ],
)
def test_where_a_study_stands_follows_from_its_cells(cells, status):
    assert study_status(cells) == status


@given(st.lists(ANY, min_size=1))
def test_a_study_is_over_exactly_when_nothing_is_left_to_do(cells):
    waits = "queued" in cells or "running" in cells
    assert (study_status(cells) in ("queued", "running")) == waits


@given(st.lists(ANY, min_size=1), st.randoms())
def test_the_order_of_the_cells_plays_no_part(cells, random):
    shuffled = random.sample(cells, len(cells))
    assert study_status(shuffled) == study_status(cells)


@given(ANY)
def test_what_was_taken_over_is_done_whatever_became_of_its_run(status):
    assert cell_status(status, taken_over=True) == "done"
    assert cell_status(status, taken_over=False) == status


@pytest.mark.parametrize("taken_over", [True, False])
def test_a_cell_whose_run_was_deleted_is_to_be_measured_again(taken_over):
    assert cell_status(None, taken_over=taken_over) == "stopped"
