"""What an index folder says of itself: its current generation, what that was made of, hashes of its files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.units import Unit

MANIFEST_FILE = "manifest.json"
# Raise it whenever the same units would be indexed differently: tokens, normalisation, layout of the files.
FORMAT = 1


class IndexUnavailable(RuntimeError):
    """There is no index that can be used; the message (Chinese, for the operator) says why and what to do."""


def fingerprint(units: Sequence[Unit], terms: Iterable[str]) -> str:
    """sha256 of what is indexed: the units and the terms, whatever their order."""
    content = {
        "units": [asdict(unit) for unit in sorted(units, key=lambda unit: unit.id)],
        "terms": sorted(set(terms)),
    }
    return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def digest(fingerprint: str, model: str) -> str:
    """sha256 that tells an index from any other: its content, its model and the format of this code."""
    return _sha256(f"{FORMAT}\n{fingerprint}\n{model}".encode())


@dataclass(frozen=True)
class FileRecord:
    """Size and hash of one file."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileRecord:
        """The record of a file as it is now. Raises OSError where it cannot be read."""
        content = path.read_bytes()
        return cls(len(content), _sha256(content))


@dataclass(frozen=True)
class Manifest:
    """The content of manifest.json."""

    format: int
    fingerprint: str
    model: str
    units: int
    terms: int
    generation: str
    files: dict[str, FileRecord]

    @property
    def digest(self) -> str:
        """Hash of what was indexed and of the model: equal digests, equal results (promise 3)."""
        return digest(self.fingerprint, self.model)

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """Read a folder's manifest; raises IndexUnavailable where there is none of this format."""
        try:
            document = json.loads((directory / MANIFEST_FILE).read_text(encoding="utf-8"))
            files = {name: FileRecord(**record) for name, record in document.pop("files").items()}
            manifest = cls(files=files, **document)
        except FileNotFoundError as error:
            raise IndexUnavailable(f"{directory} 中没有检索索引。请运行 make setup 建立索引。") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnavailable(f"索引清单 {directory / MANIFEST_FILE} 无法读取：{error}。请重建索引。") from error
        if manifest.format != FORMAT:
            raise IndexUnavailable(f"索引格式是 {manifest.format}，本程序需要 {FORMAT}。请重建索引。")
        return manifest

    def write(self, directory: Path) -> None:
        """Replace the folder's manifest at once: this is where the index changes. The lock is held."""
        aside = directory / f"{MANIFEST_FILE}.new"
        aside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(aside, directory / MANIFEST_FILE)

    def verify(self, folder: Path) -> None:
        """Raise IndexUnavailable unless the folder holds exactly the files recorded, byte for byte."""
        for name, record in self.files.items():
            try:
                whole = FileRecord.of(folder / name) == record
            except OSError as error:
                raise IndexUnavailable(f"索引文件 {folder / name} 无法读取：{error}。请重建索引。") from error
            if not whole:
                raise IndexUnavailable(f"索引文件 {folder / name} 已损坏。请重建索引。")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
