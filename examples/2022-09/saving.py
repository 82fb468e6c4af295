"""How the example's workbooks are saved: through LibreOffice, and with steady bytes."""

from __future__ import annotations

import re
import subprocess
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path


def through_libreoffice(files: dict[str, bytes], work: Path) -> dict[str, bytes]:
    """The same workbooks opened, calculated and saved by LibreOffice; `work` is an empty folder."""
    before, after = work / "before", work / "after"
    before.mkdir()
    names = {path: before / f"{number:02}.xlsx" for number, path in enumerate(sorted(files))}
    for path, name in names.items():
        name.write_bytes(files[path])
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(after), *map(str, names.values()),
        ],
        check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return {path: (after / name.name).read_bytes() for path, name in names.items()}


def steady(data: bytes, saved: datetime) -> bytes:
    """The same workbook with a given time of saving (Vietnam time) instead of the computer's clock."""
    stamp = (saved - timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            add_part(new, entry.filename, part)
    return stream.getvalue()


def add_part(archive: zipfile.ZipFile, name: str, part: bytes) -> None:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    archive.writestr(entry, part)
