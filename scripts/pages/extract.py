"""Takes pages out of PDFs: python extract.py DEBS FOLDER

DEBS holds a folder per package, unpacked. For each page of pages.json FOLDER gets ID.webp, its picture, and ID.json, its
text layer: lines of UTF-16 code units, and for each a box [left, top, width, height] as fractions of the page, or null
for a space that the layout implies.
"""

import json
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

HERE = Path(__file__).parent
HEIGHT = 1100
"""Pixels of a picture."""
QUALITY = 55
"""Of WebP: text stays sharp, a page stays below 80 KB."""


def lines(page: pdfium.PdfPage) -> list[dict]:
    width, height = page.get_size()
    text = page.get_textpage()
    found = [{"text": "", "boxes": []}]
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character == "\r":
            continue
        if character == "\n":
            found.append({"text": "", "boxes": []})
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        box = [left / width, 1 - top / height, (right - left) / width, (top - bottom) / height]
        drawn = right > left and top > bottom
        found[-1]["text"] += character
        # a character beyond the basic plane is two code units
        units = len(character.encode("utf-16-le")) // 2
        found[-1]["boxes"] += [[round(value, 5) for value in box] if drawn else None] * units
    return [line for line in found if line["text"].strip()]


def main(debs: Path, folder: Path) -> None:
    chosen = json.loads((HERE / "pages.json").read_text())
    folder.mkdir(parents=True, exist_ok=True)
    for entry in chosen["pages"]:
        document = chosen["documents"][entry["document"]]
        page = pdfium.PdfDocument(debs / document["package"] / document["file"])[entry["page"] - 1]
        picture = page.render(scale=HEIGHT / page.get_height()).to_pil().convert("RGB")
        picture.save(folder / f"{entry['id']}.webp", quality=QUALITY, method=6)
        layout = {"width": picture.width, "height": picture.height, "lines": lines(page)}
        (folder / f"{entry['id']}.json").write_text(json.dumps(layout, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
