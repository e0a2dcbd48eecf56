# Two commands do all on a fresh machine with Python 3.11: `make run` and `make test`.
# `make llm-demo` shows a small language model at work; it compiles for some minutes.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LLM_READY := $(VENV)/.local-llm
# for any processor with AVX2: code made for this one's own extensions fails on virtual machines that announce AMX
LLM_BUILD := CMAKE_BUILD_PARALLEL_LEVEL=1 CMAKE_ARGS='-DGGML_NATIVE=OFF -DGGML_CUDA=OFF -DLLAVA_BUILD=OFF'

.PHONY: setup run test lint bench llm-demo clean

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)：请先安装 Python 3.11，或用 make PYTHON=python3 指定"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet torch==2.13.0
	@$(BIN)/python tools/check_torch.py
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $(READY)

setup: $(READY)
	$(BIN)/mingce index

run: setup
	$(BIN)/mingce serve

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: setup lint
	$(BIN)/mingce check
	$(BIN)/python -m pytest
	$(BIN)/python -m eval run eval/cases --least 90

bench: setup
	$(BIN)/python -m bench.speed

$(LLM_READY): $(READY)
	@command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null || { \
	  echo "找不到 C++ 编译器：本地模型要从源码编译。Debian、Ubuntu 请先 apt-get install build-essential，macOS 请先 xcode-select --install，再运行 make llm-demo。"; exit 1; }
	@echo "安装本地模型（权重约250MB，适用 Gemma 使用条款，见 NOTICE），并用一个核从源码编译，约5分钟……"
	$(LLM_BUILD) nice -n 15 $(BIN)/python -m pip install -c requirements.lock -e '.[local-llm]' || { \
	  echo "本地模型没有装成，原因见上面 pip 的输出。编译要有 C/C++ 编译器和约1GB磁盘；不装它，明策照常使用。"; exit 1; }
	@touch $(LLM_READY)

llm-demo: setup $(LLM_READY)
	$(BIN)/python -m tools.llm_demo

clean:
	rm -rf $(VENV) var build
