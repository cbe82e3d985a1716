# Every target sets up what it needs. PYTHON=python3.12 make ... chooses the interpreter for .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
BIN := .venv/bin
READY := .venv/.ready
TESTS := $(BIN)/pytest -n auto
# Tests with a broker wait more than they work: more at once than there are cores, and who is done takes from others.
WAITING := $(BIN)/pytest -n 4 --dist worksteal

# The tests run, and are seen last, whatever the static checks say; both must hold.
STATIC := $(MAKE) --no-print-directory -k -j2 -O lint types contracts
BOTH := tests=$$?; if [ $$static != 0 ]; then echo "lint, types or contracts failed: see above" >&2; exit 1; fi; exit $$tests

.PHONY: help
help: ## print these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## make .venv with the locked packages, each checked by its hash

$(READY): requirements.lock tools/build.lock tools/setup.sh pyproject.toml
	@PYTHON="$(PYTHON)" tools/setup.sh
	@touch $@

.PHONY: demo
demo: $(READY) ## replay three weeks of example pages: what is told, and what is not, and why
	@$(BIN)/groundswell demo

.PHONY: up-local
up-local: $(READY) ## the whole product on a Kafka of its own, fed with the example pages
	@tools/java.sh
	@$(BIN)/python -m tools.local up

.PHONY: down-local
down-local: $(READY) ## end what up-local started, and remove what it wrote
	@$(BIN)/python -m tools.local down

.PHONY: check
check: $(READY) ## lint, format, types, import contracts, and the quick tests that need no Kafka; 100 s on two cores
	@$(STATIC); static=$$?; $(TESTS) -m "not kafka and not slow"; $(BOTH)

.PHONY: test
test: $(READY) ## everything, with a real Kafka and a real Alertmanager where they are needed
	@tools/java.sh
	@tools/installed.sh
	@$(STATIC); static=$$?; $(WAITING) --durations=12; $(BOTH)

.PHONY: coverage
coverage: $(READY) ## which lines of workers/ no test runs (all tests but Kafka's, some minutes); fails under 90 %
	@tools/installed.sh
	@$(TESTS) -m "not kafka" --cov --cov-report=term-missing

.PHONY: lint
lint: $(READY) ## ruff: rules and format
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet

.PHONY: types
types: $(READY) ## mypy, strict, tests included
	@$(BIN)/mypy --no-error-summary

.PHONY: contracts
contracts: $(READY) ## who may import whom
	@$(BIN)/lint-imports --no-logo

.PHONY: tidy
tidy: $(READY) ## let ruff mend what it can
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

.PHONY: bench
bench: $(READY) ## run the benchmarks and print what they find; those that need data say so
	@set -e; for file in $$(grep -l __main__ benchmarks/*.py); do echo "== $$file"; \
	if grep -q required=True $$file; then $(BIN)/python $$file --help; else $(BIN)/python $$file; fi; done

.PHONY: lock
lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	@tools/lock.sh

.PHONY: clean
clean: ## remove caches and what the demo made; .venv stays
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find workers tests benchmarks examples tools -name __pycache__ -prune -exec rm -rf {} +
