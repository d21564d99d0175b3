"""Long HTML, sent to the browser letter by letter."""


class RawHtml(str):
    """HTML that `st.html` sends as it is. What comes from people is escaped before, as always.

    From a plain string it takes the indentation that all lines have. To look for that in a hundred
    kilobytes of thumbnails is an eighth of what a page costs to draw.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self
