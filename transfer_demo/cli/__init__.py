"""The command line: `transfer-demo app | models | fetch | check | compare | study`.

Results go to stdout, progress and complaints to stderr. Exit status: 0 done, 1 a training failed,
2 bad input, 130 stopped with Ctrl-C.
"""

import io
import sys

from transfer_demo.cli.program import program


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        # A file name that the terminal's encoding cannot show must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    program()
