"""Picture files of every sort become the same upright picture on white paper, at a believable resolution."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mingzhang.extractors.formats import picture_file
from mingzhang.extractors.formats.picture_file import frame_count, guessed_dpi, open_picture, page_picture
from mingzhang.models.errors import ErrorCode, MingzhangError

SIZE = (827, 1169)  # A4 at 100 dpi
DPI = (100, 100)


def sheet() -> Image.Image:
    """A black square at the top left of white paper."""
    image = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(image).rectangle((40, 40, 240, 240), fill="black")
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def page(data: bytes, number: int = 1) -> tuple[NDArray[np.uint8], float]:
    with open_picture(data) as opened:
        return page_picture(opened, number, 200)


def clear() -> Image.Image:
    """The sheet as black on nothing."""
    grey = sheet().convert("L")
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    image.putalpha(grey.point(lambda tone: 255 - tone))
    return image


def deep(image: Image.Image) -> Image.Image:
    """16-bit grey."""
    return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)


def palette_with_hole() -> bytes:
    image = clear().convert("RGB").quantize(4)
    bright = sheet().convert("L").point(lambda tone: 1 if tone > 128 else 0)
    image = Image.fromarray(np.asarray(bright, dtype=np.uint8), "P")
    image.putpalette([0, 0, 0, 0, 0, 0])
    return saved(image, "PNG", transparency=1, dpi=DPI)


def turned_by_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    return saved(sheet().transpose(back[orientation]), "JPEG", exif=exif.tobytes(), dpi=DPI, quality=95)


FILES = {
    "png": saved(sheet(), "PNG", dpi=DPI),
    "jpeg": saved(sheet(), "JPEG", dpi=DPI, quality=95),
    "webp": saved(sheet(), "WEBP", lossless=True),
    "bmp": saved(sheet(), "BMP", dpi=DPI),
    "tiff, LZW": saved(sheet(), "TIFF", compression="tiff_lzw", dpi=DPI),
    "tiff, G4": saved(sheet().convert("1"), "TIFF", compression="group4", dpi=DPI),
    "tiff, CMYK": saved(sheet().convert("CMYK"), "TIFF", compression="tiff_lzw", dpi=DPI),
    "jpeg, CMYK": saved(sheet().convert("CMYK"), "JPEG", dpi=DPI, quality=95),
    "png, 16 bits": saved(deep(sheet()), "PNG", dpi=DPI),
    "tiff, 16 bits": saved(deep(sheet()), "TIFF", dpi=DPI),
    "png, black on nothing": saved(clear(), "PNG", dpi=DPI),
    "png, a palette with a hole": palette_with_hole(),
    "grey with alpha": saved(clear().convert("LA"), "PNG", dpi=DPI),
    **{f"jpeg, orientation {n}": turned_by_exif(n) for n in (3, 6, 8)},
}


@pytest.mark.parametrize("name", list(FILES))
def test_every_sort_is_the_same_sheet(name: str) -> None:
    picture, scale = page(FILES[name])
    height, width = picture.shape[:2]
    assert picture.dtype == np.uint8 and picture.shape[2] == 3
    assert abs(width / scale - 595) < 2 and abs(height / scale - 842) < 2
    at = 140 / SIZE[0] * width, 140 / SIZE[1] * height
    assert picture[round(at[1]), round(at[0])].max() < 40
    assert picture[height // 2, width // 2].min() > 230
    assert picture[height - 5, width - 5].min() > 230


def test_a_tiff_orientation_turns_once() -> None:
    image = sheet().transpose(Image.Transpose.ROTATE_90)
    picture, _ = page(saved(image, "TIFF", tiffinfo={274: 6}, dpi=DPI, compression="tiff_lzw"))
    assert picture.shape[0] > picture.shape[1]
    assert picture[280, 280].max() < 40


def test_a_tiff_has_its_pages_each_of_its_size() -> None:
    wide = sheet().rotate(90, expand=True)
    data = saved(sheet(), "TIFF", save_all=True, append_images=[wide, sheet()], compression="tiff_lzw", dpi=DPI)
    with open_picture(data) as opened:
        assert frame_count(opened) == 3
        shapes = [page_picture(opened, number, 200)[0].shape for number in (1, 2, 3)]
    assert shapes[0] == shapes[2] == (shapes[1][1], shapes[1][0], 3)


def test_a_fax_has_another_resolution_down() -> None:
    image = sheet().resize((1728, 1169)).convert("1")
    picture, scale = page(saved(image, "TIFF", compression="group4", dpi=(204, 98)))
    assert abs(picture.shape[1] / scale - 610) < 2 and abs(picture.shape[0] / scale - 859) < 2


@pytest.mark.parametrize("dpi", [None, (72, 72), (1, 1), (9999, 9999)])
def test_a_resolution_that_makes_no_paper_is_guessed(dpi: tuple[int, int] | None) -> None:
    image = sheet().resize((3000, 4243))
    options = {} if dpi is None else {"dpi": dpi}
    picture, scale = page(saved(image, "JPEG", quality=80, **options))
    assert abs(picture.shape[1] / scale - 595) < 3 and abs(picture.shape[0] / scale - 842) < 3


def test_a_long_strip_is_as_wide_as_a_sheet() -> None:
    assert 1000 * 72 / guessed_dpi(1000, 9000) == pytest.approx(595)


def test_more_pixels_than_a_page_has_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_file, "MOST_PIXELS", SIZE[0] * SIZE[1] - 1)
    with pytest.raises(MingzhangError) as caught:
        page(FILES["png"])
    assert caught.value.code is ErrorCode.PAGE_TOO_LARGE


def test_a_bomb_is_refused_by_its_header() -> None:
    data = bytearray(FILES["png"])
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(MingzhangError) as caught, open_picture(bytes(data)):
        pass
    assert caught.value.code in (ErrorCode.PAGE_TOO_LARGE, ErrorCode.DAMAGED)


@pytest.mark.parametrize("name", ["png", "jpeg", "tiff, LZW", "webp"])
def test_a_file_that_is_cut_short_is_damaged(name: str) -> None:
    data = FILES[name]
    with pytest.raises(MingzhangError) as caught:
        page(data[: len(data) // 2])
    assert caught.value.code is ErrorCode.DAMAGED
