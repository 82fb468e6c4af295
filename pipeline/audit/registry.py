"""The registry that a document carries: a path comes in, what stands behind its figures goes out."""

from __future__ import annotations

from pathlib import Path

from pipeline.audit import told
from pipeline.audit.paper import read_paper
from pipeline.audit.seal import seal_of
from pipeline.audit.told import Told
from pipeline.model import PipelineError


def registry_of(path: Path) -> Told:
    """The registry that a document carries. PipelineError: it carries none that can be read."""
    seal = seal_of(read_paper(path))
    if seal.registry is None:
        raise PipelineError(
            f"Tệp “{path}” không mang sổ số liệu. Chọn tệp .docx do chương trình lập (báo cáo hoặc công văn đôn đốc)."
        )
    return told.read(seal.registry)


def newest_report(out: Path) -> Path:
    """The report that was made last. PipelineError: there is none."""
    found = sorted(out.glob("*/bao-cao-*.docx"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise PipelineError(f"Chưa có báo cáo nào trong “{out}”. Chọn báo cáo bằng --report.")
    return found[-1]
