"""Any sequence of changes, against plain lists that do the same."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.made import bring, photo, picture, with_bytes
from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import ImageSet, Rejection
from transfer_demo.store.tables import ArrivalRow

OWL = picture("owl").digest


def stored(store):
    return {file.stem for file in store.files.pictures.folder.rglob("*") if file.is_file()}


def arrivals(store):
    with store.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ArrivalRow))


class Model:
    """What an album should be, in lists."""

    def __init__(self):
        self.classes, self.photos, self.rejected = [], [], []

    def add(self, brought):
        self.add_classes(brought.classes)
        self.rejected += brought.rejected
        for new in (*brought.photos, *brought.others):
            for place, old in enumerate(self.photos):
                if (old.picture, old.class_name) == (new.picture, new.class_name):
                    parts = (None, "train", "validation")
                    part = max(old.part, new.part, key=parts.index)
                    self.photos[place] = replace(old, part=part)
                    where = (
                        f"in class {new.class_name}" if new.class_name else "among those set aside"
                    )
                    reason = f"The same picture is {where} already."
                    self.rejected.append(Rejection(file=new.file, reason=reason))
                    break
            else:
                self.photos.append(new)

    def add_classes(self, new):
        self.classes += [name for name in new if name not in self.classes]

    def rename_class(self, old, new):
        if old not in self.classes or old == new:
            return
        if new in self.classes:
            self.move([(one.picture.digest, old) for one in self.photos], to=new)
            self.classes.remove(old)
        else:
            self.classes[self.classes.index(old)] = new
            self.move([(one.picture.digest, old) for one in self.photos], to=new)

    def remove_class(self, name):
        self.photos = [one for one in self.photos if one.class_name != name]
        if name in self.classes:
            self.classes.remove(name)

    def move(self, chosen, *, to):
        coming = [one for one in self.photos if (one.picture.digest, one.class_name) in chosen]
        for one in coming:
            if one.class_name == to:
                continue
            place = self.photos.index(one)
            moved = replace(one, class_name=to)
            if any((o.picture, o.class_name) == (moved.picture, to) for o in self.photos):
                del self.photos[place]
            else:
                self.photos[place] = moved

    def delete(self, chosen):
        gone = [one for one in self.photos if (one.picture.digest, one.class_name) in chosen]
        self.photos = [one for one in self.photos if one not in gone]

    def clear(self):
        self.__init__()

    def forget_rejected(self):
        self.rejected = []

    def as_set(self):
        return ImageSet(
            classes=tuple(self.classes),
            photos=tuple(
                one for name in self.classes for one in self.photos if one.class_name == name
            ),
            rejected=tuple(self.rejected),
            others=tuple(one for one in self.photos if not one.class_name),
        )


texts = st.sampled_from(["crow", "owl", "plum", "ant"])
classes = st.sampled_from(["birds", "fruit", "insects"])
placed = st.lists(
    st.tuples(texts.map(lambda text: picture(text).digest), st.just("") | classes), max_size=6
)
brought = st.builds(
    lambda photos, others, more, refused: ImageSet(
        classes=tuple(dict.fromkeys([*more, *(one.class_name for one in photos)])),
        photos=tuple(photos),
        others=tuple(others),
        rejected=tuple(Rejection(file=file, reason="No picture.") for file in refused),
    ),
    st.lists(
        st.builds(photo, texts, classes, part=st.sampled_from([None, "train", "validation"])),
        max_size=5,
    ),
    st.lists(st.builds(photo, texts), max_size=2),
    st.lists(classes, max_size=1),
    st.lists(texts, max_size=1),
)
steps = st.one_of(
    st.tuples(st.just("add"), brought),
    st.tuples(st.just("add"), brought),
    st.tuples(st.just("add_class"), classes),
    st.tuples(st.just("rename_class"), classes, classes),
    st.tuples(st.just("remove_class"), classes),
    st.tuples(st.just("move"), placed, classes),
    st.tuples(st.just("set_aside"), placed),
    st.tuples(st.just("restore"), st.lists(texts), classes),
    st.tuples(st.just("delete"), placed),
    st.tuples(st.just("forget_rejected")),
    st.tuples(st.just("clear")),
)


def do(albums, model, step):
    """Do the same to an album and to the model."""
    kind, *args = step
    if kind == "restore":
        args[0] = [picture(text).digest for text in args[0]]
    if kind in ("move", "restore"):
        chosen, to = args
        if to not in model.classes:
            with pytest.raises(ImagesError):
                getattr(albums, kind)("ada", chosen, to=to)
            return
        getattr(albums, kind)("ada", chosen, to=to)
        model.move(chosen if kind == "move" else [(digest, "") for digest in chosen], to=to)
        return
    getattr(albums, kind)("ada", *args)
    if kind == "set_aside":
        model.move(args[0], to="")
    elif kind == "add_class":
        model.add_classes(args)
    else:
        getattr(model, kind)(*args)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, max_size=12))
def test_any_changes_give_the_same_album_as_plain_lists(store, sequence):
    store.albums.clear("ada")
    store.albums.add("bob", bring(photo("owl", "birds"), others=(photo("owl"),)))
    model = Model()
    for step in sequence:
        do(store.albums, model, step)
        assert with_bytes(store.albums.get("ada")) == model.as_set()
        used = {one.picture.digest for one in model.photos}
        assert stored(store) == used | {OWL}
    assert arrivals(store) == 0
