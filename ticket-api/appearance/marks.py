"""The mark of the installation: a small PNG image, shown beside its name."""

import base64
import binascii
import hashlib
import struct

from appearance.models import DIGEST_CHARACTERS

# The portal draws 72 x 72 pixels, which take at most 21 kB. contracts/limits.json.
MARK_BYTES = 32_768
_MOST_PIXELS = 256
_BEGIN = "data:image/png;base64,"
# The signature, and the length and the name of the first chunk, which has width and height.
_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
_SIZE = struct.Struct(">II")
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def read_mark(url: str) -> bytes:
    """The image of a `data:` address; ValueError unless it is a small PNG image."""
    if not url.startswith(_BEGIN):
        raise ValueError
    try:
        image = base64.b64decode(url.removeprefix(_BEGIN), validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if len(image) > MARK_BYTES or not image.startswith(_HEAD) or not image.endswith(_END):
        raise ValueError
    sides = _SIZE.unpack_from(image, len(_HEAD))
    if not all(1 <= side <= _MOST_PIXELS for side in sides):
        raise ValueError
    return image


def digest_of(image: bytes) -> str:
    """The name of an image in its address; another image has another one."""
    return hashlib.sha256(image).hexdigest()[:DIGEST_CHARACTERS] if image else ""
