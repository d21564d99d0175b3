"""Reading what somebody brought, in the background: a thousand photos take a minute.

The page goes on meanwhile, and a visitor who leaves it or reloads it finds the rest done.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.errors import LabelsUnclear, TransferDemoError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.layout.location import LabelSource
from transfer_demo.images.reading import ReadingProgress
from transfer_demo.ui.http import uploads

_LOG: Final = logging.getLogger(__name__)

# What nobody has dealt with of one person; a page asks a question for each.
_MOST_ENDED: Final = 10

Portions = Callable[[ReadingProgress], Iterator[ImageSet]]


class Collection(Protocol):
    """Reads files that lie in folders; where these leave a doubt, it can be told what they say."""

    def __call__(
        self,
        progress: ReadingProgress,
        *,
        labels: LabelSource | None = ...,
        one_class: str | None = ...,
        zip_names: str | None = ...,
    ) -> Iterator[ImageSet]: ...


class Reading:
    """Files on their way into somebody's own images.

    `problem` is a sentence if they could not be read. Where it is `unclear` what gives the labels
    of a `collection`, and only then, the files are kept, to be read once somebody has said it.
    `notes` are those of what was read.
    """

    def __init__(
        self,
        portions: Portions,
        *,
        add: Callable[[ImageSet], None],
        files: Sequence[UploadedFile] = (),
        collection: Collection | None = None,
    ) -> None:
        self._portions = portions
        self._add = add
        self._over = threading.Event()
        self._adding = threading.Lock()
        self._cancelled = False
        self.files = files
        for file in files:
            uploads.keep(file)
        self.collection = collection
        self.done = 0
        self.total = 0
        self.problem = ""
        self.unclear: LabelsUnclear | None = None
        self.notes: list[str] = []

    def run(self) -> None:
        """Read everything, and add each portion as soon as it is there."""
        try:
            for portion in self._portions(self._note):
                with self._adding:
                    if self._cancelled:
                        break
                    self._add(portion)
                    self.notes += portion.notes
        except LabelsUnclear as exc:
            self.problem, self.unclear = str(exc), exc
        except TransferDemoError as exc:
            self.problem = str(exc)
        except Exception:
            _LOG.exception("Files that somebody brought could not be read")
            self.problem = (
                "These files could not be read, because of a mistake in the program. What was "
                "read before it is kept. Try the files in smaller groups."
            )
        finally:
            if self.unclear is None:
                self.discard()
            for file in self.files:  # until it is told the labels, or nobody is there to tell them
                uploads.keep(file, False)
            self._over.set()

    def cancel(self) -> None:
        """Add nothing more, from now on."""
        with self._adding:
            self._cancelled = True

    def discard(self) -> None:
        """Delete the uploaded files."""
        for file in self.files:
            uploads.discard(file)

    @property
    def has_to_say(self) -> bool:
        """Whether something is to be shown to whoever brought the files."""
        return bool(self.problem or self.notes)

    @property
    def over(self) -> bool:
        """Whether everything is read, or has failed."""
        return self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is over, but not longer than so many seconds; say whether it is."""
        return self._over.wait(seconds)

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Readings:
    """The readings of all visitors, by owner; one person's are done one after the other.

    Those that ended with something to say are kept until it has been dealt with.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, list[Reading]] = {}
        self._ended: dict[str, list[Reading]] = {}

    def start(self, owner: str, reading: Reading) -> None:
        """Begin to read, when the person's earlier readings are over.

        Files that are being read already are not read twice: a click can end the script that has
        just started them, and the next one finds them in the uploader once more.
        """
        names = {file.file_id for file in reading.files}
        with self._lock:
            queue = self._queues.setdefault(owner, [])
            if names and any(names == {f.file_id for f in each.files} for each in queue):
                return
            # Whoever goes on has read what was wrong before.
            self._ended[owner] = [
                each for each in self._ended.get(owner, ()) if each.unclear is not None
            ]
            queue.append(reading)
            if len(queue) == 1:
                # A daemon: whoever stops the server does not wait until all is read.
                threading.Thread(target=self._run, args=[owner], daemon=True).start()

    def going(self, owner: str) -> list[Reading]:
        """Return what is being read for a person, and what waits."""
        with self._lock:
            return [each for each in self._queues.get(owner, ()) if not each.over]

    def ended(self, owner: str) -> list[Reading]:
        """Return the readings of a person that ended with something to say."""
        with self._lock:
            now = [e for e in self._queues.get(owner, ()) if e.over and e.has_to_say]
            return [*self._ended.get(owner, ()), *now]

    def dismiss(self, owner: str, reading: Reading) -> None:
        """Forget what a reading had to say."""
        with self._lock:
            self._ended[owner] = [e for e in self._ended.get(owner, ()) if e is not reading]

    def cancel(self, owner: str) -> None:
        """Add nothing more of what is being read for a person, and forget what was to be said."""
        with self._lock:
            ended, going = self._ended.pop(owner, []), [*self._queues.get(owner, ())]
        for reading in going:
            reading.cancel()
        for reading in ended:
            reading.discard()

    def _run(self, owner: str) -> None:
        while True:
            with self._lock:
                queue = self._queues[owner]
                if not queue:
                    del self._queues[owner]
                    return
                reading = queue[0]
            reading.run()
            with self._lock:
                queue.pop(0)
                if reading.has_to_say:
                    said = self._ended.setdefault(owner, [])
                    said.append(reading)
                    for old in said[:-_MOST_ENDED]:
                        old.discard()
                    del said[:-_MOST_ENDED]


_SHARED: Final = Readings()


def readings() -> Readings:
    """Return the readings that all visitors share."""
    return _SHARED
