"""A process that reads what somebody brought, and can be given up with whatever is in it.

A decoder that crashes, hangs or wants all memory then costs one file, and the web process neither a
moment nor the interpreter. It answers one request after the other: a line of JSON comes in, a line
of JSON goes out, and after that line as many bytes as it says. Nothing of it is unpickled: the
answer comes from a process that has held hostile files.
"""

import json
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any, BinaryIO, Final

from transfer_demo.errors import LabelsUnclear, TransferDemoError
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import FilePicture, picture_in
from transfer_demo.images.places import layout_of
from transfer_demo.images.similar import compare
from transfer_demo.images.sources import ReadableSource, Uploads, file_on_disk, read_file
from transfer_demo.priority import give_way

# Less than that of trainings: somebody looks on while photos are read.
_NICENESS: Final = 5

Answer = tuple[Mapping[str, Any], bytes]


def answer(request: Mapping[str, Any]) -> Answer:
    """Do what is asked; what a person is to be told of is answered as a `problem`."""
    try:
        return _DOES[request["do"]](request)
    except TransferDemoError as exc:
        return {"problem": str(exc)}, b""
    except FileNotFoundError:  # it waited too long to be read, or for an answer
        return {"problem": "This file is not here any more. Bring it again."}, b""


def _picture(request: Mapping[str, Any]) -> Answer:
    return _told(picture_in(read_file(Path(request["path"])), white=request["white"]))


def _archive(request: Mapping[str, Any]) -> Answer:
    found = _opened(request["path"], request["name"], request["zip_names"])
    told = {
        "paths": found.paths,
        "refused": [*found.refused.items()],
        "empty": found.empty,
        "passed_over": found.passed_over,
        "encodings": found.encodings,
    }
    return told, b""


def _entry(request: Mapping[str, Any]) -> Answer:
    archive = _opened(request["path"], request["name"], request["zip_names"])
    return _told(archive.picture(request["index"], white=request["white"]))


def _archive_layout(request: Mapping[str, Any]) -> Answer:
    return _layout(_opened(request["path"], request["name"], request["zip_names"]), request)


def _files_layout(request: Mapping[str, Any]) -> Answer:
    return _layout(Uploads(starmap(file_on_disk, request["files"])), request)


def _layout(source: ReadableSource, request: Mapping[str, Any]) -> Answer:
    try:
        found = layout_of(source, labels=request["labels"], ask=request["ask"])
    except LabelsUnclear as exc:
        offered = [layout.to_dict() for layout in exc.layouts]
        return {"problem": str(exc), "why": exc.why, "offered": offered}, b""
    return {"layout": found.to_dict()}, b""


def _compare(request: Mapping[str, Any]) -> Answer:
    found = compare(tuple(request["looks"]))
    return {"pairs": found.pairs.tolist(), "groups": found.groups}, b""


_DOES: Final = {
    "picture": _picture,
    "archive": _archive,
    "archive_layout": _archive_layout,
    "entry": _entry,
    "files_layout": _files_layout,
    "compare": _compare,
}


def _told(found: FilePicture) -> Answer:
    picture = found.picture
    kept = {
        "kept": [picture.width, picture.height],
        "look": picture.look,
        "size": [found.width, found.height],
        "brightest": found.brightest,
    }
    return kept, picture.data


# Files of one .zip come one by one, with those of other people between them. Who deletes a .zip
# empties it, so that one which is still open here takes no space.
@lru_cache(maxsize=4)
def _opened(path: str, name: str, zip_names: str | None) -> Archive:
    return Archive(Path(path).open("rb"), name=name, zip_names=zip_names)  # noqa: SIM115


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.READER_BYTES, limits.READER_BYTES))


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    give_way(niceness=_NICENESS)
    _limit_memory()
    for line in requests:
        told, data = answer(json.loads(line))
        answers.write(json.dumps({**told, "bytes": len(data)}).encode("ascii") + b"\n" + data)
        answers.flush()


if __name__ == "__main__":
    # What a library prints is no answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    main(sys.stdin.buffer, out)
