"""The command that reports of many agencies at once. A thin skin on the agencies package; clock and folders enter here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 1 where something is
to be done about an agency.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.terminal import CHECK_FAILED, OUT, Command, Count, Day, named_key_file, now, progress_option

if TYPE_CHECKING:
    from datetime import date

    from pipeline.progress import Progress


@click.command("agencies", cls=Command)
@click.argument("tree", metavar="CÂY_THƯ_MỤC")
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo của mọi cơ quan, ví dụ 2022-09.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi báo cáo từng cơ quan, tổng hợp (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Đánh giá thời hạn đến ngày này (mặc định: ngày cuối kỳ).")
@click.option("--workers", type=Count(), metavar="SỐ", help="Số cơ quan làm cùng lúc (mặc định: mọi nhân máy).")
@progress_option
def agencies(
    tree: str, period: str | None, out: str, as_of: date | None, workers: int | None, progress: Progress
) -> None:  # fmt: skip
    """Lập báo cáo của mọi cơ quan trong một cây thư mục và bảng, trang tổng hợp theo cơ quan, mục, chỉ tiêu.

    Mỗi thư mục, ở tầng bất kỳ, có tệp ke-hoach.xlsx và thư mục inbox là một cơ quan. Báo cáo của cơ quan được ghi vào
    THƯ_MỤC/<đường dẫn cơ quan>/<kỳ>, tổng hợp vào THƯ_MỤC. Cơ quan nào hỏng thì chỉ cơ quan đó không có báo cáo.
    """
    if not period:
        raise click.UsageError("Cần cho biết kỳ báo cáo, ví dụ --period 2022-09 (PERIOD=2022-09 với make).")
    if "://" in tree + out:
        raise click.UsageError("Cây thư mục và nơi ghi phải nằm ở máy này hoặc ổ mạng, không phải ở kho S3.")
    from pipeline.agencies import told
    from pipeline.agencies.gather import Wanted, gather

    wanted = Wanted(period, Path(out), as_of, now(), named_key_file())
    made = gather(Path(tree), wanted, progress, processes=workers)
    for line in told.lines(made):
        click.echo(line)
    for line in told.trouble_lines(made):
        click.echo(line, err=True)
    if made.rollup.troubles:
        sys.exit(CHECK_FAILED)
