# What a person runs by hand. Everything is set up below .venv and var/; nothing else is touched.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
GATED := .venv/.gated
# One more than the processors that are taken for granted: some tests wait for what time they are about.
WORKERS ?= 3

# Compiling everything anew in each of the processes that the tests start takes longer than what they do.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo run test tests lint format gate bench bench-record bench-growth bench-cluster shots faults-table fuzz lock clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

setup: $(READY) ## everything the others need, below .venv

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "zonewatch needs Python 3.11 or newer: name one, as in 'make PYTHON=python3.12 $(MAKECMDGOALS)'"; exit 1; }
	@echo "setting up .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## the whole way on a replay of both sites, seven days in about a minute
	@$(BIN)/python -m tests.replay.demo

run: $(READY) ## daemon and store against the live sites
	@$(BIN)/zonewatch daemon

test: $(READY) ## all tests, style, types and figures (those that may have moved), side by side (WORKERS=3)
	@$(MAKE) --no-print-directory --jobs=3 tests lint $(GATED)

tests: $(READY)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder || { echo "what failed is tried once more, by itself: a busy machine can make a test late"; $(BIN)/python -m pytest --last-failed --last-failed-no-failures none; }

lint: $(READY) ## style and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

format: $(READY) ## put the code into the house's form
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

gate: $(READY) ## quality figures against their floors
	@$(BIN)/python -m tests.gate.score_claims
	@$(BIN)/python -m tests.gate

# The figures are of what is read here and nothing else: as long as that is as it was, so are they.
$(GATED): $(READY) $(shell find pipeline db tests/gate tests/claims -name '*.py' -o -name '*.toml' -o -name '*.txt' -o -name '*.jsonl')
	@$(MAKE) --no-print-directory gate
	@touch $(GATED)

bench: $(READY) ## speed as ratios against references of the same run (NAME=… for one)
	@$(BIN)/python -m tests.bench $(NAME)

bench-record: $(READY) ## all benchmarks, kept in tests/bench/history.jsonl and written into the README
	@$(BIN)/python -m tests.bench --record $(NAME)

shots: $(READY) ## pictures of every page of the desk, in var/screenshots (needs Chromium)
	@$(BIN)/python -m tests.desk.shots

bench-growth: $(READY) ## the store at 10 and 100 thousand pages, on both databases (SIZES="10000 1000000" for others)
	@$(BIN)/python -m tests.bench.growth $(SIZES)

bench-cluster: $(READY) ## one round of 200 sites by 1, 2 and 4 workers, and what a killed worker and leader cost (SITES=… for fewer)
	@$(BIN)/python -m tests.fleet $(SITES)

fuzz: $(READY) ## every reader of foreign bytes against mutated ones (SECONDS=60)
	@$(BIN)/python -m tests.fuzz $(or $(SECONDS),60)

faults-table: $(READY) ## the README's table of faults anew from the cases
	@$(BIN)/python -m tests.replay.fault_table

lock: $(READY) ## requirements*.txt anew from pyproject.toml (needs `pip install uv` in .venv)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.txt

clean: ## everything that can be made again, but not the store
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
