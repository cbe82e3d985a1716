"""Pictures of pages made small: a PNG with a palette, in place of one with millions of colours."""

import zlib
from struct import pack, unpack

import numpy as np
from numpy.typing import NDArray

MOST_COLOURS = 256
_HEAD = b"\x89PNG\r\n\x1a\n"
_STEP = 8
"""Colours that differ less than this in each part are taken for one: shades at the edges of letters."""

Bytes = NDArray[np.uint8]


def shrink(picture: bytes) -> bytes:
    """Give a PNG of 8 bits (RGB or RGBA, not interlaced) a palette of its commonest colours; nothing is dithered."""
    pixels = _pixels(picture)
    coarse = (pixels // _STEP).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    kinds, first, place, counts = np.unique(coarse, return_index=True, return_inverse=True, return_counts=True)
    common = np.argsort(-counts, kind="stable")[:MOST_COLOURS]
    colours = pixels.reshape(-1, 3)[first]
    palette = colours[common]
    apart = np.abs(colours[:, None, :].astype(np.int16) - palette[None, :, :]).sum(axis=2)
    nearest = apart.argmin(axis=1).astype(np.uint8)
    assert len(kinds) == len(nearest)
    return _written(nearest[place].reshape(pixels.shape[:2]), palette)


def _pixels(picture: bytes) -> Bytes:
    """Rows, columns, and red, green, blue."""
    width, height, depth, kind, _, _, interlaced = unpack(">IIBBBBB", picture[16:29])
    assert (depth, interlaced) == (8, 0), "a PNG of 8 bits, not interlaced"
    size = {2: 3, 6: 4}[kind]
    raw = np.frombuffer(zlib.decompress(_data(picture)), dtype=np.uint8).reshape(height, 1 + width * size)
    rows = np.zeros((height + 1, width, size), dtype=np.uint8)
    for number, line in enumerate(raw):
        rows[number + 1] = _unfiltered(int(line[0]), line[1:].reshape(width, size), rows[number])
    return rows[1:, :, :3]


def _data(picture: bytes) -> bytes:
    at, parts = len(_HEAD), []
    while at < len(picture):
        (length,) = unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            parts.append(picture[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)


def _unfiltered(way: int, line: Bytes, above: Bytes) -> Bytes:
    """One row without its filter: PNG specification, section 9.2."""
    if way in (0, 2):
        return line + above if way else line
    if way == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    done = np.zeros_like(line)
    left = corner = np.zeros(line.shape[1], dtype=np.int16)
    for number, up in enumerate(above.astype(np.int16)):
        guess = (left + up) // 2 if way == 3 else _paeth(left, up, corner)
        left = (line[number] + guess) % 256
        done[number], corner = left, up
    return done


def _paeth(left: NDArray[np.int16], up: NDArray[np.int16], corner: NDArray[np.int16]) -> NDArray[np.int16]:
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    other = np.where(by_up <= by_corner, up, corner)
    return np.where((by_left <= by_up) & (by_left <= by_corner), left, other)


def _written(places: Bytes, palette: Bytes) -> bytes:
    height, width = places.shape
    lines = np.hstack([np.zeros((height, 1), dtype=np.uint8), places])
    parts = (
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return _HEAD + b"".join(
        pack(">I", len(held)) + name + held + pack(">I", zlib.crc32(name + held)) for name, held in parts
    )
