"""Packs texts with Python's own bz2, lzma and zipfile, for comparison: {"packing", "options", "base64"} gives the packed bytes in base64."""

import base64
import bz2
import io
import json
import lzma
import sys
import zipfile

CHECKS = {"none": lzma.CHECK_NONE, "crc32": lzma.CHECK_CRC32, "crc64": lzma.CHECK_CRC64, "sha256": lzma.CHECK_SHA256}

for line in sys.stdin:
    question = json.loads(line)
    content = base64.b64decode(question["base64"])
    options = question["options"]
    if question["packing"] == "bzip2":
        packed = bz2.compress(content, options["level"])
    elif question["packing"] == "zip":
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", compression=zipfile.ZIP_LZMA) as archive:
            archive.writestr("content", content)
        packed = written.getvalue()
    else:
        filters = [{"id": lzma.FILTER_LZMA2, "preset": options["preset"], "lc": options["lc"], "lp": options["lp"], "pb": options["pb"]}]
        packed = lzma.compress(content, check=CHECKS[options["check"]], filters=filters)
    print(json.dumps(base64.b64encode(packed).decode("ascii")))
