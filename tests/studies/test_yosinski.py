from transfer_demo.studies import yosinski


def test_the_published_curves_are_of_the_seven_layers_that_can_be_copied() -> None:
    for curve in (yosinski.FROZEN, yosinski.FINE_TUNED):
        assert list(curve) == [1, 2, 3, 4, 5, 6, 7]
        assert all(0 < accuracy < 1 for accuracy in curve.values())
    # What the paper says of them: all fine-tuned ones beat the base, late frozen ones do not.
    assert min(yosinski.FINE_TUNED.values()) > yosinski.BASE > yosinski.FROZEN[7]
    assert yosinski.DISTANT_FROZEN[7] < yosinski.DISTANT_BASE
    assert yosinski.URL.startswith("https://")
