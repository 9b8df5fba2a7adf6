.DEFAULT_GOAL := help
.PHONY: help setup demo test test-sdks fuzz faults bench-ingest bench-growth bench-bulk bench-read bench-metrics bench-dashboard bench-scale lint format schema lock release clean

PYTHON ?= python3
BIN := .venv/bin
# One worker more than there are cores, because many tests wait.
WORKERS ?= $(shell n=$$(($$(nproc 2>/dev/null || echo 2) + 1)); [ $$n -gt 8 ] && echo 8 || echo $$n)

SDK_TESTS := tests/python/test_sdks.py tests/python/test_sdks_doc.py

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | while IFS='|' read -r t h; do printf '  make %-12s %s\n' "$$t" "$$h"; done

demo: .venv/.demo node_modules/.installed ## Send an event over HTTP, read it back by a PSQL URL
	@$(BIN)/hardal-admin demo

setup: .venv/.dev node_modules/.installed ## Install the tools for demo, tests and linters

test: setup ## Run all tests (HARDAL_TEST_BACKEND, HARDAL_TEST_PG, ARGS: docs/development.md)
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

test-sdks: setup tests/sdks/node_modules/.installed ## Run the tests with the SDKs of other systems in full, for Node too (3 minutes)
	@HARDAL_LONG=1 $(BIN)/pytest -n $(WORKERS) $(SDK_TESTS) $(ARGS)

fuzz: setup ## Send 20,000 seeded bodies over HTTP and check every answer
	@HARDAL_FUZZ=20000 $(BIN)/pytest tests/python/test_fuzz_http.py

faults: setup ## Run the fault tests of docs/reliability.md in full (40 minutes; ARGS='-k killed')
	@HARDAL_LONG=1 $(BIN)/pytest --timeout 1200 tests/faults $(ARGS)

bench-ingest: setup ## Measure ingest beside COPY, PostgREST, FastAPI (ARGS='--json --events 20000')
	@$(BIN)/python -m bench.ingest $(ARGS)

bench-growth: setup ## Measure ingest and disk at 0.5 and 5 million events (10 minutes; ARGS=--json)
	@$(BIN)/python -m bench.growth $(ARGS)

bench-bulk: setup ## Measure import and export beside COPY (2 minutes; ARGS='--json --pairs 3')
	@$(BIN)/python -m bench.bulk $(ARGS)

bench-read: setup ## Measure reading beside DuckDB and plain SQL (ARGS='--json --events 100000')
	@$(BIN)/python -m bench.read $(ARGS)

bench-metrics: setup ## Measure metrics beside DuckDB and the typed view (ARGS='--json --events 100000')
	@$(BIN)/python -m bench.metrics $(ARGS)

bench-dashboard: setup ## Measure each question that the page asks (ARGS='--json --events 100000')
	@$(BIN)/python -m bench.dashboard $(ARGS)

bench-scale: setup ## Measure everyday work beside a tenth of the history (long; ARGS=tenants: among 100 tenants)
	@$(BIN)/python -m bench.scale $(or $(ARGS),history)

lint: setup ## Check SQL (sqlfluff, plpgsql_check where the server has it), Python (ruff, mypy) and the page (prettier)
	$(BIN)/sqlfluff lint --disable-progress-bar migrations sql functions
	$(BIN)/ruff check hardal_admin tests bench scripts
	$(BIN)/ruff format --check hardal_admin tests bench scripts
	$(BIN)/mypy
	node_modules/.bin/prettier --log-level warn --check dashboard
	$(BIN)/pytest -rs tests/python/test_plpgsql_check.py

format: setup ## Format the Python code and the page
	$(BIN)/ruff check --fix hardal_admin tests bench scripts
	$(BIN)/ruff format hardal_admin tests bench scripts
	node_modules/.bin/prettier --log-level warn --write dashboard

schema: setup ## Rewrite tests/schema.sql and the table of rights in docs/security.md
	@HARDAL_WRITE_SCHEMA=1 $(BIN)/pytest tests/python/test_schema.py tests/python/test_security_doc.py
	@git diff --stat tests/schema.sql docs/security.md

lock: setup ## Rewrite the lock files from pyproject.toml and package.json
	$(BIN)/uv pip compile -q --no-header --universal --generate-hashes \
	    --extra embedded --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --no-header --universal --generate-hashes \
	    --extra embedded --group build --group dev \
	    -c requirements.lock pyproject.toml -o requirements-dev.lock
	npm install --package-lock-only
	cd tests/sdks && npm install --package-lock-only

release: setup ## Check, write releases/<version>.sql, build the wheel and sdist, commit and tag
	@$(BIN)/python -m scripts.release

clean: ## Remove the installed and built files (the data in .hardal stays)
	rm -rf .venv node_modules tests/sdks/node_modules dist build .mypy_cache .ruff_cache .hypothesis

# Stamp files record what is installed, so a changed lock file installs again.
.venv/.python:
	@command -v $(PYTHON) >/dev/null || { echo "hardal: $(PYTHON) was not found:" \
	    "install Python 3.11 or later, or name it with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "hardal: $$($(PYTHON) --version) is too old:" \
	    "name a Python 3.11 or later with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "hardal: $(PYTHON) has no venv: install it (on Debian: python3-venv)" >&2; exit 1; }
	@echo "... making .venv"
	@rm -rf .venv && $(PYTHON) -m venv .venv && touch $@

.venv/.demo: .venv/.python requirements.lock pyproject.toml
	@echo "... installing Python packages into .venv (once, 90 MB)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.demo requirements-dev.lock
	@echo "... installing the tools for tests and linting into .venv (once, 150 MB)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { \
	    echo "hardal: npm was not found: install Node.js with npm (it brings PostgREST and the parts of the page)" >&2; exit 1; }
	@echo "... installing PostgREST and the parts of the page into node_modules (once, 24 MB)"
	@npm ci --loglevel=error
	@touch $@

tests/sdks/node_modules/.installed: tests/sdks/package.json tests/sdks/package-lock.json
	@echo "... installing the SDKs for Node into tests/sdks/node_modules (once, 44 MB)"
	@cd tests/sdks && npm ci --loglevel=error
	@touch $@
