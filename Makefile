# `make run` does the main job, `make test` runs every check; both set up first.
PYTHON ?= python3
BIN := .venv/bin
# A lane a core; a file stays in one lane, and the files come in the order of tests/conftest.py.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup run lint check test lock clean

help:
	@echo "make run    set up, then one pass over seeds/ and the feeds, ending with the digest"
	@echo "make lint   set up, then ruff, mypy and import-linter"
	@echo "make check  the same with the quick tests"
	@echo "make test   the same with all tests, and what they cover"
	@echo "make setup  only set up the virtual environment .venv"
	@echo "make lock   renew requirements.lock from pyproject.toml"
	@echo "make clean  remove .venv (the data in var/ stays)"

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "laurelwire: $(PYTHON) is missing; install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "laurelwire: Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1); name another: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "laurelwire: $(PYTHON) cannot make virtual environments; install its venv module (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@# The lock holds all that is needed, and nothing is to be resolved: pip takes a package and the same
	@# with an extra (sqlalchemy[asyncio]) for two, and finds the second unpinned.
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock || { \
	  echo "laurelwire: the packages of requirements.lock could not be installed; the package index must be reachable (see the lines above)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@$(BIN)/laurelwire run --network-optional

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests
	$(BIN)/lint-imports --no-logo

check: lint
	$(PYTEST) -m "not slow"

# Tracing makes Python take three times as long, and sees nothing of the programs that tests start.
test: lint
	$(PYTEST) -m "not untraced" --cov --cov-report=term:skip-covered --cov-fail-under=88
	$(PYTEST) -m untraced

lock: setup
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --extra dev --extra notebook --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv
