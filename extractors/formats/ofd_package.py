"""An OFD file's parts: its documents, pages, templates and resources, found by the places that they give each other."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mingzhang.extractors.formats.docx_numbering import child, local
from mingzhang.extractors.formats.ofd_syntax import box
from mingzhang.extractors.formats.reading import damage_recorded
from mingzhang.extractors.formats.unpacking import member, xml_of
from mingzhang.models.errors import ErrorCode, MingzhangError

A4_MM = (0.0, 0.0, 210.0, 297.0)
LARGEST_SIDE_MM = 5080.0
MOST_CHAINED = 8


@dataclass(frozen=True, slots=True)
class XmlPart:
    """An XML part and its own place, which relative places start from."""

    place: str
    root: Any


@dataclass(frozen=True, slots=True)
class PageParts:
    """What one page is made of. `templates`: (part, whether it lies over the page); `annotations`: appearances.

    `area` is x, y, width, height in mm.
    """

    content: XmlPart | None
    templates: tuple[tuple[XmlPart, bool], ...]
    annotations: tuple[Any, ...]
    area: tuple[float, float, float, float]
    resources: Resources


@dataclass(slots=True)
class Resources:
    """What a document's pages may refer to, by ID."""

    pictures: dict[str, str] = field(default_factory=dict)
    draw_params: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)


class Package:
    """An open OFD."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Writers for systems that do not tell cases apart name parts in another case than the archive lists.
        self._names = {_plain(name).lower(): name for name in archive.namelist()}

    def part(self, place: str) -> XmlPart | None:
        """The XML at a place; None where there is no such part."""
        name = self._names.get(_plain(place).lower())
        return None if name is None else XmlPart(_plain(place), xml_of(member(self._archive, name)))

    def bytes_at(self, place: str) -> bytes | None:
        name = self._names.get(_plain(place).lower())
        return None if name is None else member(self._archive, name)

    def pages(self) -> list[PageParts | None]:
        """All pages of all documents in it, None where a page's part is malformed. Raises `damaged`, `encrypted`."""
        if any(name in ("encryptions.xml", "decryptseed.dat") for name in self._names):
            raise MingzhangError(ErrorCode.ENCRYPTED)
        root = self.part("OFD.xml")
        if root is None:
            raise MingzhangError(ErrorCode.DAMAGED)
        pages: list[PageParts | None] = []
        for body in _all(root.root, "DocBody"):
            place = text_in(body, "DocRoot")
            document = self.part(beside(root, place)) if place else None
            if document is not None:
                pages += self._pages_of(document)
        if not pages:
            raise MingzhangError(ErrorCode.DAMAGED)
        return pages

    def _pages_of(self, document: XmlPart) -> Iterator[PageParts | None]:
        common = child(document.root, "CommonData")
        usual = _area(child(common, "PageArea")) or A4_MM
        resources = Resources()
        templates: dict[str, str] = {}
        for element in common if common is not None else ():
            if local(element) in ("PublicRes", "DocumentRes"):
                self._resources(beside(document, (element.text or "").strip()), resources)
            elif local(element) == "TemplatePage":
                templates[element.get("ID") or ""] = beside(document, element.get("BaseLoc") or "")
        annotations = self._annotations(document)
        for page in _all(child(document.root, "Pages"), "Page"):
            try:
                content = self.part(beside(document, page.get("BaseLoc") or ""))
            except MingzhangError:
                content = None
            if content is None:
                yield None
                continue
            for element in content.root:
                if local(element) == "PageRes":
                    self._resources(beside(content, (element.text or "").strip()), resources)
            used = tuple(self._templates(content, templates))
            area = _area(child(content.root, "Area"))
            for template, _ in used:
                area = area or _area(child(template.root, "Area"))
            yield PageParts(content, used, tuple(annotations.get(page.get("ID") or "", ())), area or usual, resources)

    def _templates(self, content: XmlPart, templates: dict[str, str]) -> Iterator[tuple[XmlPart, bool]]:
        for element in content.root:
            if local(element) == "Template" and (place := templates.get(element.get("TemplateID") or "")):
                part = self.part(place)
                if part is not None:
                    yield part, element.get("ZOrder") == "Foreground"

    def _resources(self, place: str, found: Resources) -> None:
        part = self.part(place)
        if part is None:
            return
        base = part.root.get("BaseLoc") or ""
        for element in part.root.iter():
            name, key = local(element), element.get("ID") or ""
            if name == "MultiMedia":
                file = text_in(element, "MediaFile")
                found.pictures[key] = beside(part, posixpath.join(base, file)) if file else ""
            elif name == "DrawParam":
                found.draw_params[key] = element
            elif name in ("CompositeGraphicUnit", "VectorG"):
                found.units[key] = element

    def _annotations(self, document: XmlPart) -> dict[str, list[Any]]:
        """Appearances (watermarks, stamps) by page ID."""
        found: dict[str, list[Any]] = {}
        place = text_in(document.root, "Annotations")
        listing = self.part(beside(document, place)) if place else None
        for page in _all(listing.root if listing else None, "Page"):
            assert listing is not None
            part = self.part(beside(listing, text_in(page, "FileLoc")))
            for annotation in _all(part.root if part else None, "Annot"):
                if annotation.get("Visible") != "false" and annotation.get("Type") != "Link":
                    appearance = child(annotation, "Appearance")
                    if appearance is not None:
                        found.setdefault(page.get("PageID") or "", []).append(appearance)
        return found


def beside(part: XmlPart, place: str) -> str:
    """A place as a part names it, from the package's root."""
    if place.startswith("/"):
        return _plain(place)
    return _plain(posixpath.join(posixpath.dirname(part.place), place))


def _plain(place: str) -> str:
    return posixpath.normpath(place.replace("\\", "/").lstrip("/")) if place else ""


def _all(parent: Any | None, name: str) -> list[Any]:
    return [element for element in parent if local(element) == name] if parent is not None else []


def text_in(parent: Any, name: str) -> str:
    """The text of the first child of a name, '' where there is none."""
    found = child(parent, name)
    return (found.text or "").strip() if found is not None else ""


def _area(area: Any | None) -> tuple[float, float, float, float] | None:
    """The box of a page that people see, in mm."""
    for name in ("CropBox", "PhysicalBox"):
        found = box(text_in(area, name)) if area is not None else None
        if found and min(found[2:]) > 0:
            if max(found[2], found[3]) > LARGEST_SIDE_MM:
                raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{found[2]:.0f} x {found[3]:.0f} mm")
            return found
    return None


def all_pages(archive: zipfile.ZipFile) -> tuple[Package, list[PageParts | None]]:
    """The package and its pages."""
    with damage_recorded():
        package = Package(archive)
        return package, package.pages()
