"""Typst, with our fonts alone: a template and data in, pages out."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from service.printing.documents.faces import Faces


class Press:
    """Prints templates of one folder.

    faces  are all that is drawn with: neither the system's fonts nor those that Typst brings.

    One thread prints at a time, and only in the process that printed first: a fork of it would wait for ever for
    the threads that Typst works with.
    """

    _lock = Lock()
    _printed_in: int | None = None

    def __init__(self, templates: Path, faces: Faces) -> None:
        self._families = {"body": _families(faces.body), "bold": _families(faces.bold)}
        folders = sorted({str(file.parent) for file in (*faces.body, *faces.bold)})
        self._compiler = typst.Compiler(root=templates, font_paths=_only(folders), ignore_system_fonts=True)

    def pdf(self, template: Path, given: Mapping[str, object]) -> bytes:
        """Return the pages that the template makes of what it is given, as one file."""
        (file,) = self._printed(template, given, "pdf")
        return file

    def drawings(self, template: Path, given: Mapping[str, object]) -> list[bytes]:
        """Return the same pages, each as an SVG drawing."""
        return self._printed(template, given, "svg")

    def _printed(
        self, template: Path, given: Mapping[str, object], kind: Literal["pdf", "svg"]
    ) -> list[bytes]:
        inputs = {"given": json.dumps({**given, "fonts": self._families}, ensure_ascii=False)}
        with self._lock:
            if Press._printed_in not in (None, os.getpid()):
                raise RuntimeError("the process that this one was forked from has printed")
            Press._printed_in = os.getpid()
            printed = self._compiler.compile(template, format=kind, sys_inputs=inputs)
        return printed if isinstance(printed, list) else [printed or b""]


def _families(files: tuple[Path, ...]) -> list[str]:
    """Return the names by which Typst knows some fonts, in their order."""
    return [_family(file) for file in files]


def _family(file: Path) -> str:
    return next(font.family for font in _only([str(file.parent)]).fonts() if font.path == str(file))


def _only(folders: list[str]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
