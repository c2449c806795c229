# Every target sets up .venv by itself. Python 3.11 or newer, git and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
TEST_PROCESSES ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo run worker test lint bench bench-import

help:
	@echo "make demo    a filled installation on this machine, with a login for each role"
	@echo "make run     the web server and a worker, on your own data"
	@echo "make worker  one more worker"
	@echo "make test    all tests"
	@echo "make lint    style and template checks"
	@echo "make bench   how fast it is at 10,000 articles"
	@echo "make bench-import   how fast 100,000 articles are imported, and how well copies are found"

demo: $(VENV)/.ready
	@$(BIN)/python manage.py demo

run: $(VENV)/.ready
	@$(BIN)/python manage.py up

worker: $(VENV)/.ready
	@$(BIN)/python manage.py worker

# The browser tests are a run of their own: Playwright leaves an event loop behind that other tests trip over.
test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
ifneq ($(CHROMIUM),)
	CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder tests/browser
else
	@if [ -n "$$CI" ]; then echo "No Chromium found, and CI must run the browser tests." >&2; exit 1; fi
	@echo "Browser tests skipped: no Chromium found. Install it, or run make test CHROMIUM=/path/to/chromium."
endif

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0r $(BIN)/djade --check --target-version 5.2
	$(BIN)/python manage.py check --fail-level WARNING

bench: $(VENV)/.ready-dev
	@$(BIN)/python manage.py bench

bench-import: $(VENV)/.ready-dev
	@$(BIN)/python manage.py bench_import

# --- The virtual environment: made again whenever a lock file changes -------------------------------------------------
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)." >&2; \
	  echo "Install it, or name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Could not make $(VENV). On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.ready: requirements.lock | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing into $(VENV), with what the tests need ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.ready
