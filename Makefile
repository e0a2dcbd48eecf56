# Two commands do all on a fresh machine with Python 3.11: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup run test lint bench clean

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

clean:
	rm -rf $(VENV) var build
