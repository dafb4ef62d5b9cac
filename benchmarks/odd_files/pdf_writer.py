"""A PDF written object by object: whatever a producer may do, these few lines can do too."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

# name -> the font's dictionaries: none of them is in the file, as in most office PDFs.
SONG = "/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H", "/CIDFontType0/BaseFont/STSong-Light", "GB1"
GBK = "/BaseFont/SimSun/Encoding/GBK-EUC-H", "/CIDFontType2/BaseFont/SimSun", "GB1"
UTF16 = "/BaseFont/FangSong_GB2312/Encoding/UniGB-UTF16-H", "/CIDFontType2/BaseFont/FangSong_GB2312", "GB1"
NAMED = "/BaseFont/#CB#CE#CC#E5/Encoding/GBK-EUC-H", "/CIDFontType2/BaseFont/#CB#CE#CC#E5", "GB1"
KAI = "/BaseFont/KaiTi,Bold/Encoding/GBK-EUC-H", "/CIDFontType2/BaseFont/KaiTi,Bold", "GB1"
Font = tuple[str, str, str]


@dataclass
class Page:
    """One page's operators and the entries of its dictionary."""

    width: float = 595.0
    height: float = 842.0
    entries: str = ""
    box: str = ""
    parts: list[bytes] = field(default_factory=list)
    resources: str = ""
    annotations: list[str] = field(default_factory=list)
    encoding: str = "utf-16-be"

    def add(self, operators: str | bytes) -> Page:
        """Operators as they stand."""
        self.parts.append(operators.encode("latin-1") if isinstance(operators, str) else operators)
        return self

    def shown(self, text: str) -> str:
        """A text as a string of the page's font."""
        return "<" + text.encode(self.encoding, "replace").hex() + ">"

    def text(self, x: float, y: float, text: str, size: float = 9.0, matrix: str = "1 0 0 1", more: str = "") -> Page:
        """A text whose baseline begins at (x, y), from the top left."""
        return self.add(f"BT {more} /F1 {size:g} Tf {matrix} {x:.2f} {self.height - y:.2f} Tm {self.shown(text)} Tj ET")

    def right(self, x: float, y: float, text: str, size: float = 9.0, matrix: str = "1 0 0 1", more: str = "") -> Page:
        """A text of digits that ends at x."""
        return self.text(x - width_of(text, size), y, text, size, matrix, more)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        """A rule."""
        return self.add(f"{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")


def width_of(text: str, size: float) -> float:
    """How wide a text is: half-width characters take half of the size (the fonts here say so in /W)."""
    return sum(size if ord(c) > 0x2E7F else size / 2 for c in text)


@dataclass
class Writer:
    """Objects by number; `font` is that of every page (F1)."""

    font: Font = SONG
    objects: dict[int, bytes] = field(default_factory=dict)
    next_number: int = 10
    catalog: str = ""
    whole_font: str = ""

    def put(self, body: str | bytes, number: int = 0) -> int:
        """Add an object; gives its number."""
        if not number:
            number, self.next_number = self.next_number, self.next_number + 1
        self.objects[number] = body.encode("latin-1") if isinstance(body, str) else body
        return number

    def stream(self, data: bytes, entries: str = "", *, packed: bool = True) -> int:
        """Add a stream; gives its number."""
        if packed:
            data, entries = zlib.compress(data), entries + "/Filter/FlateDecode"
        return self.put(f"<<{entries}/Length {len(data)}>>stream\n".encode("latin-1") + data + b"\nendstream")

    def pages(self, *pages: Page, split: int = 0, packed: bool = True) -> Writer:
        """The pages of the file; `split`: into how many streams the operators of each go."""
        kids = []
        for page in pages:
            data = b"\n".join(page.parts)
            pieces = [data]
            if split:
                lines = page.parts
                size = max(1, len(lines) // split)
                pieces = [b"\n".join(lines[i : i + size]) for i in range(0, len(lines), size)]
            streams = " ".join(f"{self.stream(piece, packed=packed)} 0 R" for piece in pieces)
            notes = f"/Annots[{' '.join(page.annotations)}]" if page.annotations else ""
            box = page.box or f"/MediaBox[0 0 {page.width:g} {page.height:g}]"
            kids.append(
                self.put(
                    f"<</Type/Page/Parent 2 0 R{box}{page.entries}{notes}"
                    f"/Resources<</Font<</F1 3 0 R>>{page.resources}>>/Contents[{streams}]>>"
                )
            )
        self.put(f"<</Type/Pages/Kids[{' '.join(f'{n} 0 R' for n in kids)}]/Count {len(kids)}>>", 2)
        self.put(f"<</Type/Catalog/Pages 2 0 R{self.catalog}>>", 1)
        head, below, order = self.font
        descriptor = (
            "/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
            "/Ascent 859/Descent -140/CapHeight 700/StemV 80>>"
        )
        narrow = "/DW 1000/W[1 95 500 814 939 500]"
        self.put(
            self.whole_font
            or f"<</Type/Font/Subtype/Type0{head}/DescendantFonts[<</Type/Font/Subtype{below}/CIDSystemInfo"
            f"<</Registry(Adobe)/Ordering({order})/Supplement 2>>{narrow}{descriptor}>>]>>",
            3,
        )
        return self

    def bytes(self, *, head: bytes = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n", trailer: str = "") -> bytes:
        """The file with a cross reference table."""
        data, offsets = bytearray(head), {}
        for number, body in sorted(self.objects.items()):
            offsets[number] = len(data)
            data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start, size = len(data), max(offsets) + 1
        data += f"xref\n0 {size}\n".encode()
        for number in range(size):
            at = offsets.get(number)
            data += b"0000000000 65535 f \n" if at is None else f"{at:010d} 00000 n \n".encode()
        data += f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
        return bytes(data)

    def packed_bytes(self) -> bytes:
        """The file with object streams and a cross reference stream."""
        data, offsets = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"), {}
        inside = [n for n, body in sorted(self.objects.items()) if b"stream\n" not in body]
        for number, body in sorted(self.objects.items()):
            if number not in inside:
                offsets[number] = len(data)
                data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        holder, table = max(self.objects) + 1, max(self.objects) + 2
        bodies, heads, at = b"", "", 0
        for number in inside:
            heads += f"{number} {at} "
            bodies += self.objects[number] + b"\n"
            at = len(bodies)
        content = zlib.compress(heads.encode() + bodies)
        offsets[holder] = len(data)
        data += (
            (
                f"{holder} 0 obj\n<</Type/ObjStm/N {len(inside)}/First {len(heads)}/Filter/FlateDecode"
                f"/Length {len(content)}>>stream\n"
            ).encode()
            + content
            + b"\nendstream\nendobj\n"
        )
        start = offsets[table] = len(data)
        rows = bytearray()
        for number in range(table + 1):
            if number in inside:
                rows += b"\2" + holder.to_bytes(4, "big") + inside.index(number).to_bytes(2, "big")
            elif number in offsets:
                rows += b"\1" + offsets[number].to_bytes(4, "big") + b"\0\0"
            else:
                rows += b"\0" + bytes(6)
        packed = zlib.compress(bytes(rows))
        data += (
            (
                f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 4 2]/Root 1 0 R/Filter/FlateDecode"
                f"/Length {len(packed)}>>stream\n"
            ).encode()
            + packed
            + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
        )
        return bytes(data)
