# Everything one does with this project. `make help` lists it.
# The only things needed beforehand are make and Python 3.11 or newer.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(FORUM_DATA_DIR),var)
PIP := $(BIN)/pip -qq --disable-pip-version-check
CATALOGUES := $(wildcard forum/translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)
BROWSER := $(or $(FORUM_TEST_CHROMIUM),$(shell command -v chromium || command -v chromium-browser || command -v google-chrome))
# One process per core runs the tests.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench lock vendor messages clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z.]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp $(COMPILED) ## Serve on http://127.0.0.1:8000 (PORT=…), with demo content the first time
	@test -e $(DATA)/.demo-loaded || { $(BIN)/forum upgrade && $(BIN)/forum demo && $(BIN)/forum search rebuild \
	  && touch $(DATA)/.demo-loaded; }
	@exec $(BIN)/forum serve --upgrade --port $(PORT)

test: $(VENV)/test.stamp $(COMPILED) ## Run all tests, on SQLite and on PostgreSQL
	@test -n "$(BROWSER)" || echo "No Chromium found: the browser tests are skipped (Debian: apt-get install chromium)."
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile $(ARGS)

check: $(VENV)/dev.stamp $(COMPILED) ## What CI runs: format, lint, types, layers, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test

bench: $(VENV)/test.stamp $(COMPILED) ## Measure the pages against a bare Flask page and print a table
	$(BIN)/forum bench $(ARGS)

.venv: $(VENV)/run.stamp ## Only make the virtual environment

# Each stamp says that the environment holds what its lock names; a changed lock installs anew.
$(VENV)/run.stamp: requirements/run.lock pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing what the site needs…"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.lock $(VENV)/run.stamp
	@echo "Installing what the tests need…"
	@$(PIP) install --require-hashes -r requirements/test.lock
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/test.stamp
	@echo "Installing what the checks need…"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python has no venv module (Debian: apt-get install python3-venv)."; rm -rf $(VENV); exit 1; }

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/python hatch_build.py $<

lock: $(VENV)/run.stamp ## Refresh requirements/*.lock to the newest versions within pyproject.toml's ranges
	@$(PIP) install 'uv>=0.5'
	@for group in dev test run; do \
	  case $$group in dev) extra="--extra test --extra dev";; test) extra="--extra test";; run) extra="";; esac; \
	  test $$group = dev && same="--upgrade" || same="--constraint requirements/dev.lock"; \
	  echo "requirements/$$group.lock"; \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	    --no-header --no-annotate $$extra $$same pyproject.toml requirements/build.in -o requirements/$$group.lock || exit 1; \
	done

vendor: $(VENV)/run.stamp ## Fetch the front-end files named in tools/vendor.py and check their hashes
	$(BIN)/python tools/vendor.py

messages: $(VENV)/test.stamp ## Take new texts up in the catalogues, and compile them
	@$(BIN)/python tools/messages.py
	@$(MAKE) --no-print-directory $(COMPILED)

clean: ## Remove the environment and what tools left behind; data stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find forum/translations -name '*.mo' -delete
