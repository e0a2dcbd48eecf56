"""Says which build of torch was installed: in CI a CUDA build fails set-up, elsewhere it is told how to prefer the CPU one."""

from __future__ import annotations

import os
import sys

import torch


def main() -> int:
    """Exit code 1 in CI on a CUDA build, else 0."""
    if torch.version.cuda is None:
        return 0
    print(
        f"torch {torch.__version__} 是 CUDA 版（数 GB）。明策只用 CPU：要换成 CPU 版，"
        "先用 pip 的 --index-url 指向只有 CPU 版 torch 的源安装 torch==2.13.0，再运行 make setup。",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
