.DEFAULT_GOAL := help
.PHONY: help run test quick days torture plant bench lint catalogue lock

python := .venv/bin/python
# Modules are compiled once, not at every start of a process.
export PYTHONDONTWRITEBYTECODE :=

help: ## what this file can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up, migrate, seed and serve http://127.0.0.1:8000 (PORT= to change)
	@scripts/setup run
	@PORT=$(PORT) $(python) scripts/run.py

test: ## set up and run the suite (ALL=1 whole on both databases, SHARD=k/n a part, TODAY=moment)
	@scripts/test $(if $(SHARD),--shard $(SHARD))

quick: ## rules, commands and architecture on SQLite, within 90 seconds
	@scripts/setup quick
	@TEST_DATABASE=sqlite $(python) -m pytest -n 2 --dist worksteal -m "not browser and not jobs and not worlds and not slow" \
		tests/architecture tests/core tests/migrations tests/service --ignore=tests/service/printing

days: ## what reckons days, as if the run began at a moment: TODAY=2026-12-31T23:59+08:00
	@scripts/setup quick
	@TEST_DATABASE=sqlite $(python) -m pytest -n 2 --dist worksteal -m days tests

torture: ## the long proofs at full size, on PostgreSQL (ONLY=words of their names)
	@scripts/setup test
	@TORTURE=1 TEST_DATABASE=$${TEST_DATABASE:-postgres} $(python) -m pytest -n 2 --durations=0 -m torture $(if $(ONLY),-k "$(ONLY)") tests

plant: ## bugs of ours against the tests: how many they catch, by hand (ONLY=words NEAR=1 WHOLE=0 JOBS=2 GO_ON=1)
	@scripts/setup test
	@ONLY="$(ONLY)" NEAR=$(NEAR) WHOLE=$(WHOLE) JOBS=$(JOBS) GO_ON=$(GO_ON) $(python) -m tests.plant

bench: ## speed against the limit of the machine (ONLY=W1,W8 JSON=1 SIZE=full ROUNDS=5)
	@scripts/setup bench
	@ONLY=$(ONLY) JSON=$(JSON) SIZE=$(SIZE) ROUNDS=$(ROUNDS) $(python) -m tests.bench

lint: ## style, types, and who may import whom
	@scripts/setup quick
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

catalogue: ## bring the English catalogue up to date with the code
	@scripts/setup quick
	@scripts/catalogue

lock: ## resolve all dependencies anew
	@scripts/setup quick
	@scripts/lock
