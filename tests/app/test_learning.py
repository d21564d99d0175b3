"""The glossary."""

from tests.app.visitor import Visitor
from transfer_demo.lessons.glossary import glossary


def test_the_glossary_shows_every_term_and_finds_what_is_searched_for(visitor: Visitor) -> None:
    visitor.at.switch_page("pages/learn/glossary.py").run()
    visitor.assert_calm()
    assert visitor.see().count("<dt") == len(glossary())
    # In the dark a bare word looks like one that was typed.
    assert visitor.at.text_input(key="glossary_search").placeholder.startswith("for example")
    visitor.at.text_input(key="glossary_search").input("learning rate").run()
    assert 0 < visitor.see().count("<dt") < len(glossary())
    visitor.at.text_input(key="glossary_search").input("no such term").run()
    assert "No term matches" in visitor.at.info[0].value
