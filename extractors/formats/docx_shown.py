"""What a docx holds and a reader does not see: hidden, struck out, printed in white on white, of no size; by the run's
own properties, or those of its styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mingzhang.extractors.formats.docx_numbering import attribute, child, is_on, local, value_of

STYLE_DEPTH = 12
WHITE = "FFFFFF"
PLAIN_GROUNDS = (None, "auto", WHITE)
# Twice the size in points up to which nothing can be seen.
LEAST_SIZE = 2


def hide_unseen(root: Any, styles: Any | None) -> None:
    """Mark as hidden (`w:vanish`) each run of a document that is not seen. `styles`: the root of its styles, if any."""
    looks = _Looks(styles)
    has_ground = next((True for one in root if local(one) == "background"), False)
    for paragraph in root.iter():
        if local(paragraph) != "p":
            continue
        style = looks.of(value_of(child(paragraph, "pPr"), "pStyle")) if child(paragraph, "pPr") is not None else ()
        for run in paragraph.iter():
            if local(run) != "r" or _paragraph_of(run) is not paragraph:
                continue
            own = child(run, "rPr")
            look = [
                *([own] if own is not None else []),
                *looks.of(value_of(own, "rStyle") if own is not None else None),
            ]
            if not look and not style:
                continue
            if _is_unseen([*look, *style]) or (
                not has_ground and _is_white([*look, *style]) and not looks.has_ground(run)
            ):
                _hide(run, own)


def _paragraph_of(run: Any) -> Any:
    return next((one for one in run.iterancestors() if local(one) == "p"), None)


def _said(look: list[Any], name: str) -> Any | None:
    """The nearest of the properties by that name."""
    return next((found for one in look if (found := child(one, name)) is not None), None)


def _is_unseen(look: list[Any]) -> bool:
    for name in ("vanish", "strike", "dstrike"):
        holder = next((one for one in look if child(one, name) is not None), None)
        if holder is not None and is_on(holder, name):
            return True
    size = _said(look, "sz")
    told = (attribute(size, "val") or "") if size is not None else ""
    return told.isdecimal() and int(told) <= LEAST_SIZE


def _is_white(look: list[Any]) -> bool:
    colour = _said(look, "color")
    if colour is None or (attribute(colour, "val") or "").upper() != WHITE or attribute(colour, "themeColor"):
        return False
    return _said(look, "highlight") is None and not _is_ground(_said(look, "shd"))


def _is_ground(shade: Any | None) -> bool:
    return shade is not None and (
        attribute(shade, "fill") not in PLAIN_GROUNDS
        or attribute(shade, "themeFill") is not None
        or attribute(shade, "val") not in ("clear", "nil", None)
    )


def _hide(run: Any, own: Any | None) -> None:
    space = run.tag.rpartition("}")[0] + "}"
    if own is None:
        own = run.makeelement(f"{space}rPr", {}, None)
        run.insert(0, own)
    said = child(own, "vanish")
    if said is not None:
        own.remove(said)
    own.append(own.makeelement(f"{space}vanish", {}, None))


class _Looks:
    """What styles say of runs, through the styles that they are based on."""

    def __init__(self, root: Any | None) -> None:
        self._styles = {
            attribute(one, "styleId"): one for one in (root if root is not None else ()) if local(one) == "style"
        }
        self._shaded = {name for name in self._styles if any(_is_ground(one) for one in self._shades(name))}
        self._known: dict[str | None, tuple[Any, ...]] = {}

    def of(self, name: str | None) -> tuple[Any, ...]:
        """The run properties of a style, from near to far."""
        if name not in self._known:
            self._known[name] = tuple(
                found for style in self._chain(name) if (found := child(style, "rPr")) is not None
            )
        return self._known[name]

    def has_ground(self, run: Any) -> bool:
        """Whether the paragraph, cell, table or box around a run has a ground of its own."""
        for around in run.iterancestors():
            name = local(around)
            if name == "p" and _is_ground(child(around, "pPr", "shd")):
                return True
            if name == "tc" and _is_ground(child(around, "tcPr", "shd")):
                return True
            if name == "tbl" and (
                _is_ground(child(around, "tblPr", "shd")) or value_of(around, "tblPr", "tblStyle") in self._shaded
            ):
                return True
            if name == "txbxContent":
                return True
        return False

    def _chain(self, name: str | None) -> Iterator[Any]:
        for _ in range(STYLE_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = value_of(style, "basedOn")

    def _shades(self, name: str | None) -> Iterator[Any]:
        for style in self._chain(name):
            yield from (one for one in style.iter() if local(one) == "shd")
