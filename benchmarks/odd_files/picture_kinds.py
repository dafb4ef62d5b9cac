"""Pictures of the table: on pages of text, in strips, turned, packed in other ways, without rules, in other files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.pdf_writer import Page, Writer
from benchmarks.odd_files.table_page import one_page

Kind = Callable[[Content], bytes]
KINDS: dict[str, Kind] = {}
PROSE = "本单位认真贯彻落实上级决策部署，坚持厉行节约，严格控制一般性支出。"


def picture(content: Content, dpi: int = 200, **more: Any) -> Image.Image:
    """The drawn table as a picture, what is printed only."""
    from mingzhang.extractors.formats.pdf import open_pdf

    pdf = open_pdf(one_page(content, **more))
    image: Image.Image = pdf[0].render(scale=dpi / 72).to_pil()
    pdf.close()
    return image.crop((0, int(image.height * 0.06), image.width, int(image.height * 0.38)))


def packed(image: Image.Image, how: str) -> tuple[bytes, str]:
    """(data, entries) of an image object."""
    size = f"/Width {image.width}/Height {image.height}"
    stream = io.BytesIO()
    if how == "jpeg":
        image.convert("RGB").save(stream, "JPEG", quality=85)
        return stream.getvalue(), f"{size}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    if how == "cmyk":
        data = bytes(255 - b for b in image.convert("CMYK").tobytes())
        return zlib.compress(data), (
            f"{size}/ColorSpace/DeviceCMYK/BitsPerComponent 8/Decode[1 0 1 0 1 0 1 0]/Filter/FlateDecode"
        )
    if how == "bits":
        data = image.convert("L").point(lambda v: 255 * (v > 150)).convert("1").tobytes()
        return zlib.compress(data), f"{size}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode"
    if how == "mask":
        data = image.convert("L").point(lambda v: 255 * (v > 150)).convert("1").tobytes()
        return zlib.compress(data), f"{size}/ImageMask true/BitsPerComponent 1/Filter/FlateDecode"
    data = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=32)
    palette = bytes((data.getpalette() or [])[: 32 * 3]).ljust(96, b"\0")
    return zlib.compress(data.tobytes()), (
        f"{size}/ColorSpace[/Indexed/DeviceRGB 31 <{palette.hex()}>]/BitsPerComponent 8/Filter/FlateDecode"
    )


def on_page(how: str = "jpeg", strips: int = 1, prose: int = 8, **more: Any) -> Kind:
    """A page of text with the picture in its middle, cut into strips."""

    def make(content: Content) -> bytes:
        image = picture(content, **more)
        writer, page = Writer(), Page()
        for number in range(prose):
            page.text(60, 60 + 18 * number, PROSE, 11)
        names = []
        high = 515 * image.height / image.width
        for number in range(strips):
            top, bottom = (round(image.height * n / strips) for n in (number, number + 1))
            data, entries = packed(image.crop((0, top, image.width, bottom)), how)
            names.append(f"/I{number} {writer.stream(data, f'/Type/XObject/Subtype/Image{entries}', packed=False)} 0 R")
            y = 842 - 230 - high * bottom / image.height
            page.add(f"q 515 0 0 {high * (bottom - top) / image.height:.3f} 40 {y:.3f} cm /I{number} Do Q")
        page.resources = f"/XObject<<{''.join(names)}>>"
        return writer.pages(page).bytes()

    return make


KINDS["picture_jpeg.pdf"] = on_page()
KINDS["picture_cmyk.pdf"] = on_page("cmyk")
KINDS["picture_bits.pdf"] = on_page("bits")
KINDS["picture_mask.pdf"] = on_page("mask")
KINDS["picture_indexed.pdf"] = on_page("indexed")
KINDS["picture_strips.pdf"] = on_page("jpeg", strips=9)
KINDS["picture_alone.pdf"] = on_page("jpeg", prose=1)
KINDS["picture_without_rules.pdf"] = on_page(rules="none")
KINDS["picture_of_three_rules.pdf"] = on_page(rules="three")
KINDS["picture_of_row_rules.pdf"] = on_page(rules="rows")
KINDS["picture_coarse.pdf"] = on_page(dpi=120)


def saved_as(kind: str, **options: Any) -> Kind:
    """The picture as a file of its own."""

    def make(content: Content) -> bytes:
        stream = io.BytesIO()
        image = picture(content)
        (image.convert("1") if options.get("compression") == "group4" else image.convert("RGB")).save(
            stream, kind, dpi=(200, 200), **options
        )
        return stream.getvalue()

    return make


KINDS["alone.png"] = saved_as("PNG")
KINDS["alone.webp"] = saved_as("WEBP", quality=90)
KINDS["alone.tif"] = saved_as("TIFF", compression="group4")


def in_sheet(rules: str) -> Kind:
    """A workbook that shows the picture."""

    def make(content: Content) -> bytes:
        book, stream, out = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
        picture(content, rules=rules).save(stream, "PNG")
        assert book.active is not None
        book.active["A1"] = "预算表如下"
        book.active.add_image(SheetPicture(stream), "B3")
        book.save(out)
        return out.getvalue()

    return make


KINDS["picture_in_sheet.xlsx"] = in_sheet("all")
KINDS["picture_in_sheet_bare.xlsx"] = in_sheet("none")
