PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench docs screenshot lock clean

demo: $(VENV)/installed
	$(BIN)/driftaudit demo

test: $(VENV)/installed
	$(BIN)/pytest --cov

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed
	status=0; for each in benchmarks/bench_*.py; do $(BIN)/python $$each || status=1; done; \
	  exit $$status

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "installing into $(VENV), once; about half a minute"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

docs: $(VENV)/installed
	$(BIN)/python docs/generate.py

# Chromium is needed only here and for the tests of the HTML report
screenshot: $(VENV)/installed
	$(BIN)/python docs/screenshot.py

# uv is needed only here: `pip install uv`
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) driftaudit-demo .driftaudit
