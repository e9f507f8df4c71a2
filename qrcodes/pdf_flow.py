"""A PDF that is written while it is drawn: finished pages go to the file and leave the memory.

reportlab keeps every page until the file is saved. Here its document formats the same objects, but at once, and
forgets them; what stays of a page are its number and the offsets of its objects, eight bytes each. Fonts come last:
only then is it known which letters they need.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from reportlab.pdfbase.pdfdoc import (
    PDFFile,
    PDFFormXObject,
    PDFImageXObject,
    PDFIndirectObject,
    PDFPage,
    PDFStream,
    PDFString,
    PDFTrailer,
)
from reportlab.pdfgen.canvas import Canvas

# What belongs to pages. The rest – fonts, the tree of pages, the catalogue – is complete at the end alone.
OF_PAGES = (PDFPage, PDFFormXObject, PDFStream, PDFImageXObject)


@dataclass
class Bookmark:
    """A title in the outline; `number`, `page`: numbers of objects; `inside`: those of the bookmarks under it."""

    number: int
    title: str
    page: int
    inside: list[int] = field(default_factory=list)


class Flow:
    """The file of a canvas: draw pages, `flush` them, bookmark them; `close` at the end instead of saving it."""

    def __init__(self, canvas: Canvas, file: BinaryIO):
        self._document, self._file, self._position = canvas._doc, file, 0
        self._offsets, self._pages, self._seen = array("Q", [0]), array("Q"), 0
        self._chapters: list[Bookmark] = []
        self._sections: list[Bookmark] = []
        self._outline = self._reserved()
        self._put(PDFFile(self._document._pdfVersion).format(None))

    def flush(self) -> int:
        """Write what was drawn since the last time; return the object number of its first page."""
        first = len(self._pages)
        for number, content in self._new():
            if isinstance(content, PDFPage):
                self._pages.append(number)
            if isinstance(content, OF_PAGES):
                self._write_theirs(number)
        self._forget()
        return self._pages[first]

    def chapter(self, title: str, page: int) -> None:
        """Bookmark a page, for sections to stand under."""
        self._end_chapter()
        self._chapters.append(Bookmark(self._reserved(), title, page))

    def section(self, title: str, page: int) -> None:
        """Bookmark a page under the latest chapter."""
        self._sections.append(Bookmark(self._reserved(), title, page))

    def close(self) -> None:
        """Write the rest, and at last what a reader looks for first: where everything stands."""
        self._end_chapter()
        self._write_level(self._chapters, self._outline)
        self._write(self._outline, b"<< /Type /Outlines %s>>" % _ends(_numbers(self._chapters), 1))
        self._complete()
        for number, _ in self._new():
            self._write_theirs(number)
        self._put_table()

    def _new(self) -> Iterator[tuple[int, Any]]:
        """Yield the objects that have appeared since the last time; to format one may bring others."""
        while self._seen < self._document.objectcounter:
            self._seen += 1
            name = self._document.numberToId.get(self._seen)
            if name:
                yield self._seen, self._document.idToObject[name]

    def _forget(self) -> None:
        document = self._document
        for number in [number for number in document.numberToId if self._is_written(number)]:
            name = document.numberToId.pop(number)
            del document.idToObject[name], document.idToObjectNumberAndVersion[name]
        document.Pages.pages.clear()

    def _end_chapter(self) -> None:
        if self._chapters:
            self._chapters[-1].inside = _numbers(self._sections)
            self._write_level(self._sections, self._chapters[-1].number)
        self._sections = []

    def _write_level(self, marks: list[Bookmark], parent: int) -> None:
        numbers = [0, *_numbers(marks), 0]
        for mark, before, after in zip(marks, numbers, numbers[2:], strict=False):
            beside = b"".join(b"/%s %d 0 R " % link for link in ((b"Prev", before), (b"Next", after)) if link[1])
            place = b"/Parent %d 0 R /Dest [%d 0 R /Fit] " % (parent, mark.page)
            # A negative count: closed, a district opens at a click.
            title = b"<< /Title %s " % PDFString(mark.title).format(self._document)
            self._write(mark.number, title + place + beside + _ends(mark.inside, -1) + b">>")

    def _complete(self) -> None:
        """Let reportlab know what it did not see: the pages, the outline; add the fonts, the catalogue, the title."""
        document = self._document
        document.Pages.Kids = f"[{' '.join(f'{number} 0 R' for number in self._pages)}]"
        document.Pages.Count = len(self._pages)
        document.Pages.check_format = lambda document: None
        document.Catalog.Outlines = f"{self._outline} 0 R"
        for font in document.delayedFonts:
            font.addObjects(document)
        document.info.digest(document.signature)
        document.Reference(document.Catalog)
        document.Reference(document.info)
        # What waited among the pages for the end: the dictionary of fonts, the tree of pages.
        for number in list(document.numberToId):
            if number <= self._seen:
                self._write_theirs(number)

    def _put_table(self) -> None:
        document, began = self._document, self._position
        rows = "".join(f"{offset:010} 00000 n \n" for offset in self._offsets[1:])
        self._put(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n{rows}".encode())
        catalogue, info = document.Reference(document.Catalog), document.Reference(document.info)
        trailer = PDFTrailer(began, Size=len(self._offsets), Root=catalogue, Info=info, ID=document.ID())
        self._put(trailer.format(document))

    def _reserved(self) -> int:
        """Return the number of an object that is written later."""
        self._document.objectcounter += 1
        return self._document.objectcounter

    def _write_theirs(self, number: int) -> None:
        """Write an object as reportlab formats it."""
        name = self._document.numberToId[number]
        content = PDFIndirectObject(name, self._document.idToObject[name]).format(self._document)
        self._note(number)
        self._put(content)

    def _write(self, number: int, content: bytes) -> None:
        self._note(number)
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _note(self, number: int) -> None:
        missing = number + 1 - len(self._offsets)
        self._offsets.extend([0] * missing)
        self._offsets[number] = self._position

    def _is_written(self, number: int) -> bool:
        return number < len(self._offsets) and self._offsets[number] > 0

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._position += len(content)


def _numbers(marks: list[Bookmark]) -> list[int]:
    return [mark.number for mark in marks]


def _ends(numbers: list[int], sign: int) -> bytes:
    """Return the links of a bookmark to the first and the last one under it, and how many there are."""
    if not numbers:
        return b""
    return b"/First %d 0 R /Last %d 0 R /Count %d " % (numbers[0], numbers[-1], sign * len(numbers))
