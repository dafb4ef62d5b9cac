"""What a file is called: by its address, its link's text, or its header; and what its bytes say that it is."""

from __future__ import annotations

import contextlib
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from urllib.parse import unquote_to_bytes, urlsplit

from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.media_type import HTML, media_type

LONGEST_NAME = 180  # bytes of UTF-8; file systems take 255

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_EXTENDED = re.compile(rb"filename\*\s*=\s*([\w!#$&+^`{}~.-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED = re.compile(rb'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(rb"filename\s*=\s*([^;]+)", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")
# Words that name the act and not the file.
_EMPTY = re.compile(
    r"(?:请?(?:详见|点击|查看|见|按此|此处|这里|本地|在线|立即|全文|原文|表格|文件|下载|浏览|打开|预览|附件|附表|附)|"
    r"[\d一二三四五六七八九十]|pdf|docx?|xlsx?|zip|rar|ofd|[\W_])*",
    re.IGNORECASE,
)
_NO_PART_OF_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_SUFFIXES = {
    "application/pdf": ("pdf",),
    "application/zip": ("zip",),
    "application/vnd.rar": ("rar",),
    "application/x-7z-compressed": ("7z",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "et"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "wps"),
    "application/vnd.ms-excel": ("xls", "et"),
    "application/msword": ("doc", "wps"),
    "application/ofd": ("ofd",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/tiff": ("tif", "tiff"),
    "text/html": ("html", "htm"),
}
_KNOWN = frozenset(suffix for some in _SUFFIXES.values() for suffix in some)


def disposition_name(header: bytes | None) -> str | None:
    """The file name of a Content-Disposition header: RFC 5987, RFC 2047, percent signs, or bare UTF-8 or GBK bytes."""
    if not header:
        return None
    if extended := _EXTENDED.search(header):
        charset = extended.group(1).decode("ascii", "ignore") or "utf-8"
        raw = unquote_to_bytes(extended.group(2))
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):  # a label that names no charset, or not that of these bytes
            return decoded(raw)[0]
    found = _QUOTED.search(header) or _BARE.search(header)
    if not found:
        return None
    raw = found.group(1).strip().strip(b'"').replace(b'\\"', b'"')
    if b"%" in raw and re.search(rb"%[0-9A-Fa-f]{2}", raw):
        raw = unquote_to_bytes(raw)
    text = decoded(raw)[0]
    if _ENCODED_WORD.search(text):
        with contextlib.suppress(LookupError, ValueError, MessageError):  # else it stays as it is written
            text = str(make_header(decode_header(text)))
    return text.strip() or None


def url_name(url: str) -> str:
    """The last part of an address' path, as people read it."""
    return decoded(unquote_to_bytes(urlsplit(url).path.rsplit("/", 1)[-1]))[0]


def names_something(text: str | None) -> bool:
    """Whether a text names a file, and not only the act of opening it (`附件1`, `点击下载`)."""
    return bool(text and len(_CHINESE.findall(text)) >= 2 and not _EMPTY.fullmatch(text.strip()))


def real_name(url: str, link_text: str | None, disposition: str | None, article_title: str | None, media: str) -> str:
    """What to call a file: the first of its address, link, header and article that names something.

    Its suffix is that of its bytes where these are known, so that a zip named `.pdf` is not called a PDF.
    """
    own = url_name(url)
    some = (own, link_text, disposition, article_title)
    name = next((text for text in some if text and names_something(_stem(text))), None) or disposition or own or "file"
    name = _NO_PART_OF_NAMES.sub(" ", name).strip(" .")
    stem, suffix = _stem(name), _suffix(name)
    fitting = _SUFFIXES.get(media, ())
    if not fitting:
        shown = suffix or _suffix(disposition or "") or _suffix(own)
    else:
        shown = next((one for one in (suffix, _suffix(own)) if one in fitting), fitting[0])
    while len(stem.encode()) > LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem.strip() or 'file'}.{shown}" if shown else stem.strip() or "file"


def _suffix(name: str) -> str:
    suffix = name.rpartition(".")[2].strip().lower() if "." in name else ""
    return suffix if suffix in _KNOWN else ""


def _stem(name: str) -> str:
    return name.rpartition(".")[0] if _suffix(name) else name


def refusal_of(body: bytes) -> str | None:
    """Why an attachment's bytes are no disclosure, None where they may be one."""
    if not body.strip():
        return "empty_file"
    media = media_type(body)
    if media.name == HTML:
        return "html_instead"
    return None if media.is_document or media.is_archive else "not_a_document"
