"""Tables to read: CSV, XLSX and Parquet, each streamed in blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from assistant.errors import BadInput
from assistant.screening.model import Source, extension

EXTENSIONS: Final = (".csv", ".xlsx", ".parquet")


def open_source(path: Path) -> Source:
    """The table in a file, by its extension. Raises BadInput where there is no such file, its kind is not one of
    EXTENSIONS, or it cannot be read as what its extension says."""
    kind = extension(path)
    if kind not in EXTENSIONS:
        hint = "请在 Excel 里另存为 .xlsx。" if kind in (".xls", ".xlsm", ".xlsb", ".et", ".ods") else ""
        raise BadInput(f"不能读取 {path}：应为 {'、'.join(EXTENSIONS)} 文件。{hint}")
    if path.is_dir():
        raise BadInput(f"{path} 是文件夹，应为一个 {'、'.join(EXTENSIONS)} 文件。")
    if not path.exists():
        raise BadInput(f"没有文件 {path}，请核对路径。")
    if path.stat().st_size == 0:
        raise BadInput(f"{path} 是空文件：第一行应是列名，之后一行一家企业。")
    match kind:
        case ".csv":
            from assistant.screening.sources.csv_source import CsvSource

            return CsvSource(path)
        case ".xlsx":
            from assistant.screening.sources.xlsx_source import XlsxSource

            return XlsxSource(path)
        case _:
            from assistant.screening.sources.parquet_source import ParquetSource

            return ParquetSource(path)
