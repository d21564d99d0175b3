from transfer_demo.charts import library


def test_the_file_is_plotly_of_this_version() -> None:
    with library.FILE.open(encoding="utf-8") as script:
        assert "plotly.js v" in script.read(200)
    assert library.VERSION
