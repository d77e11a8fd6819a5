"""Images: measured before they are decoded, turned upright, drawn anew without what cameras write into them."""

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageCms, ImageOps, ImageSequence

from forum.core.errors import Invalid

MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
LARGEST_SIDE = 2560
# Twice the size at which a text shows an image, for fine screens.
THUMB_BOX = (1440, 1120)

_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
_READ = ("JPEG", "PNG", "GIF", "WEBP")
_PLAIN_MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
_SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 88, "method": 4},
    "GIF": {},
}
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    Image.DecompressionBombError,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it is kept: drawn anew, its size, and for a large one a smaller copy to show in a text."""

    data: bytes
    width: int
    height: int
    thumb: bytes | None = None
    thumb_width: int | None = None
    thumb_height: int | None = None


def format_of(data: bytes) -> str | None:
    """jpeg, png, gif or webp by what the file holds; None for anything else. Nothing is decoded."""
    try:
        with _open(data) as image:
            return _FORMATS.get(image.format or "")
    except _BROKEN:
        # An image that is too large or cut off: `process` says which. What it began as its first bytes tell.
        return _by_first_bytes(data)


def process(name: str, data: bytes) -> Picture:
    """The image drawn anew; ``Invalid`` when it is too large or cannot be read to its end."""
    try:
        with _open(data) as image:
            frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
            if image.width * image.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
                raise _too_large(name, image.width * image.height * frames)
            return _animated(image) if frames > 1 else _still(image)
    except Image.DecompressionBombError:
        raise _too_large(name) from None
    except _BROKEN:
        raise Invalid(
            _l("%(name)s cannot be read: the image is damaged or cut off.", name=name), field="files"
        ) from None


def _too_large(name: str, pixels: int = 0) -> Invalid:
    if not pixels:
        return Invalid(_l("%(name)s has far too many pixels. Make the image smaller first.", name=name), field="files")
    return Invalid(
        _l(
            "%(name)s has %(count)s million pixels, where %(most)s million are allowed (all frames of an animation "
            "together). Make the image smaller first.",
            name=name,
            count=-(-pixels // 1_000_000),
            most=MOST_PIXELS // 1_000_000,
        ),
        field="files",
    )


def _open(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data), formats=_READ)


def _by_first_bytes(data: bytes) -> str | None:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    starts = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF87a": "gif", b"GIF89a": "gif"}
    return next((key for start, key in starts.items() if data.startswith(start)), None)


def _still(image: Image.Image) -> Picture:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if kind == "JPEG":
        # Reads a large photograph at a half or a quarter of its size, which is all that will be kept of it.
        image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
    drawn = _fit(image, LARGEST_SIDE, LARGEST_SIDE)
    # Made smaller first: everything after it takes a fraction of the memory.
    drawn = _plain(_in_common_colours(ImageOps.exif_transpose(drawn)), kind)
    smaller = _fit(drawn, *THUMB_BOX)
    thumb = smaller if smaller.size != drawn.size else None
    return Picture(
        _save(drawn, kind),
        drawn.width,
        drawn.height,
        _save(_plain(thumb, "WEBP"), "WEBP") if thumb else None,
        thumb.width if thumb else None,
        thumb.height if thumb else None,
    )


def _animated(image: Image.Image) -> Picture:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100) or 100))
        copy = frame.convert("RGBA")
        copy.info = {}
        frames.append(copy)
    result = io.BytesIO()
    options: dict[str, Any] = {"loop": int(image.info.get("loop", 0) or 0), "duration": durations}
    if image.format == "GIF":
        options["disposal"] = 2
    frames[0].save(result, image.format, save_all=True, append_images=frames[1:], **options)
    return Picture(result.getvalue(), image.width, image.height)


def _in_common_colours(image: Image.Image) -> Image.Image:
    """The colours as every screen knows them (sRGB): the profile that explains others is not kept."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """The image in a mode this format can hold, with nothing beside its pixels."""
    transparency = image.info.get("transparency")
    if image.mode not in _PLAIN_MODES.get(kind, {image.mode}):
        image = image.convert("RGBA" if _has_alpha(image) and kind != "JPEG" else "RGB")
        transparency = None
    image.info = {} if transparency is None else {"transparency": transparency}
    return image


def _has_alpha(image: Image.Image) -> bool:
    return "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "RGBa")


def _fit(image: Image.Image, width: int, height: int) -> Image.Image:
    """The image within a width and height, never enlarged, with what is said beside its pixels."""
    image.load()
    if image.width <= width and image.height <= height:
        return image
    scale = min(width / image.width, height / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    facts = dict(image.info)
    if image.mode in ("1", "P", "PA", "I;16"):
        image = image.convert("RGBA" if _has_alpha(image) else "L" if image.mode in ("1", "I;16") else "RGB")
        facts.pop("transparency", None)
    result = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    result.info = facts
    return result


def _save(image: Image.Image, kind: str) -> bytes:
    result = io.BytesIO()
    image.save(result, kind, **_SAVING[kind])
    return result.getvalue()
