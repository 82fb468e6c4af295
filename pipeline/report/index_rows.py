"""The sheet "Số liệu và nguồn" of the summary workbook: a registry comes in, headings and rows go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

INDEX_HEADS: tuple[tuple[str, int, str], ...] = (  # heading, width, form
    ("Mã số liệu", 11, "text"), ("Số liệu", 60, "wrap"), ("Báo cáo ghi", 16, "text"), ("Giá trị đúng", 24, "text"),
    ("Chỉ tiêu", 12, "text"), ("Nhiệm vụ", 10, "text"), ("Kỳ", 10, "text"), ("Cách tính", 46, "wrap"),
    ("Tính từ", 40, "wrap"), ("Tệp", 44, "wrap"), ("Trang", 16, "text"), ("Ô", 12, "text"),
    ("Nội dung gốc", 34, "wrap"), ("Giá trị đọc được", 24, "wrap"), ("Ghi nhận khi đọc", 50, "wrap"),
    ("SHA-256", 68, "text"), ("Đối chiếu", 11, "text"),
)  # fmt: skip
_NO_CELL = {"file": "", "sheet": "", "cell": "", "raw": "", "value": "", "repairs": [], "sha256": ""}


def index_rows(registry: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """One row a figure and cell it came from; a figure that comes from no cell has one row. The last column stays open.

    registry: as `machine.registry_json` makes it.
    """
    cells = registry["sources"]
    for figure in registry["figures"]:
        for cell in [cells[n] for n in figure["sources"]] or [_NO_CELL]:
            yield (
                figure["id"], figure["name"], figure["shown"], figure["exact"], figure["measure"] or "",
                figure["task"] or "", figure["period"], figure["rule"], ", ".join(figure["counted"]),
                cell["file"], cell["sheet"], cell["cell"], cell["raw"], cell["value"], "\n".join(cell["repairs"]),
                cell["sha256"], "",
            )  # fmt: skip
