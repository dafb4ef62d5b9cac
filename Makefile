# Two commands: `make demo` shows what this does, `make test` holds that it still does.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORK := .mingzhang
DEMO := $(WORK)/demo.duckdb
# The first of these that is 3.11 or newer; the lock was tried with 3.11, and resolves for 3.12 and 3.13.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
PIP := $(BIN)/python -m pip --disable-pip-version-check
ROOMS := extractors flows models warehouse

.PHONY: help demo test lint install samples bench fuzz clean

help:
	@echo "make demo     install into $(VENV), ingest samples/, show what landed and three queries"
	@echo "make test     lint, types and tests"
	@echo "make lint     ruff and mypy only"
	@echo "make samples  draw samples/ again"
	@echo "make bench    accuracy and speed, beside other extractors (ARCHIVE=folder of PDFs; see docs/benchmarks.md)"
	@echo "make fuzz     5,000 spoilt files through ingestion (SEED=number of the first)"
	@echo "make clean    remove $(VENV), $(WORK) and caches"

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; install one, or say PYTHON=/its/path."; exit 1; }
	@$(PYTHON) flows/machine/libraries.py
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) flows/machine/libraries.py --make-venv $(VENV)
	$(PIP) install --quiet --no-deps -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(VENV)/rooms/mingzhang && ln -sfn $(addprefix $(CURDIR)/,$(ROOMS)) $(wildcard $(CURDIR)/mingzhang/*.py*) $(VENV)/rooms/mingzhang/
	@touch $@

# samples/ holds a broken file on purpose: some documents failed (1) is what has to come out.
demo: $(STAMP)
	@$(BIN)/python -c "from mingzhang.extractors.pages.fonts import use_own_fonts as fonts; raise SystemExit(not fonts())" \
		|| { echo "The wheel of Chinese fonts is missing; type: make clean install"; exit 1; }
	$(BIN)/mingzhang ingest samples --warehouse $(DEMO) || test $$? -eq 1
	$(BIN)/mingzhang status --warehouse $(DEMO)
	$(BIN)/mingzhang query --warehouse $(DEMO) --file examples.sql --first 3

# A process a core, four at most; the tests of one file stay together, so that what they share is made once.
test: lint
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

samples: $(STAMP)
	$(BIN)/python -m samples.make

bench: $(STAMP)
	$(PIP) install --quiet --no-deps -r requirements-bench.lock
	$(BIN)/python -m benchmarks.accuracy --samples --peers $(if $(ARCHIVE),--archive $(ARCHIVE) --scans 200 150) \
		$(if $(SILVER),--silver $(SILVER)) $(if $(JUDGE),--judge $(JUDGE)) $(if $(RECORD),--markdown $(RECORD))
	$(BIN)/python -m benchmarks.speed $(if $(ONLY),--only $(ONLY)) $(if $(ARCHIVE),--archive $(ARCHIVE)) \
		$(if $(RECORD),--markdown $(RECORD))

fuzz: $(STAMP)
	MINGZHANG_MUTATIONS=5000 MINGZHANG_SEED=$(or $(SEED),0) $(BIN)/python -m pytest -q tests/flows/ingest/test_mutations.py

clean:
	rm -rf $(VENV) $(WORK) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
