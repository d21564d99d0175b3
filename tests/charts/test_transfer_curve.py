import pytest

from transfer_demo.charts import transfer_curve
from transfer_demo.studies import published_yosinski


def test_the_published_numbers_are_drawn_as_they_are() -> None:
    traces = {trace.name: trace for trace in transfer_curve.figure().data}
    for name, curve in (
        ("Copied, then fine-tuned", published_yosinski.FINE_TUNED),
        ("Copied and frozen", published_yosinski.FROZEN),
        ("Frozen, distant task", published_yosinski.DISTANT_FROZEN),
    ):
        assert list(traces[name].x) == list(curve)
        assert list(traces[name].y) == pytest.approx([100 * value for value in curve.values()])
    assert set(traces["From random weights"].y) == {100 * published_yosinski.BASE}
    assert set(traces["Random weights, distant task"].y) == {100 * published_yosinski.DISTANT_BASE}


def test_everything_fits_on_the_axes_and_is_named() -> None:
    figure = transfer_curve.figure()
    low, high = figure.layout.yaxis.range
    assert low == 0
    for trace in figure.data:
        assert trace.showlegend
        assert all(low <= accuracy <= high for accuracy in trace.y)
    assert "ImageNet" in figure.layout.yaxis.title.text
