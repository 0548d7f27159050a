# The commands of AI Council. `make run` needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes
export PORT HOST

.PHONY: run test check bench frontend types format lock clean

run: $(VENV)/run.stamp frontend/dist/index.html
	@exec $(BIN)/python manage.py up

test: $(VENV)/dev.stamp frontend/dist/index.html
	$(BIN)/pytest
	$(NODE_PATH) npm --prefix frontend run test
	$(BIN)/python -m tests.browser npm --prefix frontend run e2e

check: $(VENV)/dev.stamp frontend/node_modules/.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
