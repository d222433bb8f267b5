"""Files as people send them, honest and forged, made from nothing."""

import struct
from io import BytesIO
from zipfile import ZipFile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import from_pillow

SECRET = b"50.4321 SECRET"
TEXT = "Un texte où l’on lit des mots.\n".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SHELL = b"#!/bin/sh\nrm -rf /\n"
WINDOWS_PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(400)
LINUX_PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(400)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """What a browser sends; the type that it claims is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def drawing(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A picture whose top left quarter is dark, so that its way up shows."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def heic(**options) -> bytes:
    file = BytesIO()
    from_pillow(drawing()).save(file, **options)
    return file.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Metadata with a position, a camera and a comment."""
    data = Image.Exif()
    data[Base.Orientation] = orientation
    data[Base.Make] = "SECRET"
    data[Base.ImageDescription] = SECRET.decode()
    data.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (50.0, 25.0, 55.0), GPS.GPSMapDatum: "SECRET"}
    )
    return data


def iptc() -> bytes:
    """A Photoshop segment with a caption, as press agencies write it."""
    caption = b"\x1c\x02\x78" + struct.pack(">H", len(SECRET)) + SECRET
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(caption)) + caption
    body = b"Photoshop 3.0\x00" + resource + b"\x00" * (len(resource) % 2)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def talkative_jpeg(orientation: int = 1) -> bytes:
    """A JPEG that tells a position in EXIF, XMP, IPTC, a comment, and after its end."""
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    jpeg = saved(drawing(), "JPEG", exif=exif(orientation), xmp=xmp, comment=SECRET)
    return jpeg[:2] + iptc() + jpeg[2:] + SECRET


def talkative_png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
    return saved(drawing("RGBA"), "PNG", pnginfo=texts, exif=exif()) + SECRET


def packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": b"<Relationships/>",
            "word/document.xml": b"<document/>",
        }
        | more
    )


def xlsx() -> bytes:
    file = BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def odf(kind: str, **more: bytes) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": b"<office/>"} | more)


def ole(*streams: str) -> bytes:
    """The smallest old Office file with these streams: header, table, directory, one sector."""
    free, end, chain = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *([free] * 108))
    table = struct.pack("<128I", chain, end, end, *([free] * 125))
    entries = [_entry("Root Entry", 5, 1, end, 0)]
    for rank, stream in enumerate(streams, 2):
        right = rank if rank <= len(streams) else free
        entries.append(_entry(stream, 2, free, 2, 512, right))
    return header + table + b"".join(entries).ljust(512, b"\0") + bytes(512)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF):
    title = name.encode("utf-16-le")
    entry = title.ljust(64, b"\0") + struct.pack("<HBB", len(title) + 2, kind, 1)
    return entry + struct.pack("<III36xIQ", 0xFFFFFFFF, right, child, start, size)
