from transfer_demo.studies import published_yosinski


def test_the_published_curves_are_of_the_seven_layers_that_can_be_copied() -> None:
    for curve in (published_yosinski.FROZEN, published_yosinski.FINE_TUNED):
        assert list(curve) == [1, 2, 3, 4, 5, 6, 7]
        assert all(0 < accuracy < 1 for accuracy in curve.values())
    # What the paper says of them: all fine-tuned ones beat the base, late frozen ones do not.
    assert (
        min(published_yosinski.FINE_TUNED.values())
        > published_yosinski.BASE
        > published_yosinski.FROZEN[7]
    )
    assert published_yosinski.DISTANT_FROZEN[7] < published_yosinski.DISTANT_BASE
    assert published_yosinski.URL.startswith("https://")
