"""Takes out of a PDF who made it: a program of its own, run under limits, that knows nothing of the product.

It takes the file on standard input and writes it anew to standard output. Any exit code but 0 means that there
is nothing to take out, or that the file cannot be written anew. See ``checks/properties.py``, which runs it.
"""

import io
import sys

import pypdf


def main() -> int:
    """Write the PDF on standard input without its document information, of the whole and of its pages and pictures."""
    reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted:
        return 1
    writer = pypdf.PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    found = [_strip(one) for one in writer._objects if isinstance(one, pypdf.generic.DictionaryObject)]
    if not reader.metadata and not any(found):
        return 1
    writer.metadata = None
    # What nothing refers to any more is not written.
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    written = io.BytesIO()
    writer.write(written)
    sys.stdout.buffer.write(written.getbuffer())
    sys.stdout.buffer.flush()
    return 0


def _strip(one: pypdf.generic.DictionaryObject) -> bool:
    """Take the properties out of a page, a picture or the whole; whether there were any."""
    taken = [one.pop(key, None) for key in ("/Metadata", "/PieceInfo")]
    return taken != [None, None]


if __name__ == "__main__":
    sys.exit(main())
