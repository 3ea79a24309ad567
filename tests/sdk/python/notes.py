"""The course notes, read where they lie beside the repository."""

import os
import pathlib
import re
import textwrap
import unittest

FOLDER = os.environ.get("DYNAMARIUM_NOTES")


def needed(test):
    return unittest.skipUnless(FOLDER, "skipped: the course notes do not lie beside this repository")(test)


def text(number):
    (path,) = pathlib.Path(FOLDER).glob(f"{number:03}_*.txt")
    return path.read_text()


def blocks(number, language):
    """The code blocks of one language, verbatim but for the indentation of the list that holds them."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text(number), re.M | re.S | re.I)
    return [textwrap.dedent(block) for _, block in found]


def demo(name):
    return pathlib.Path(FOLDER) / "demo" / name
