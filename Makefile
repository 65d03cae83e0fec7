# Thin names for the scripts that do the work; each script explains itself at its top.
# Parameters are given as variables: make demo PORT=9000 DETACH=1 · make drill ANCHOR=05 · make test ARGS="-k verify"

PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo stop test check bench drill messages format lock doctor

help:
	@echo "make demo      the whole story in a browser      (PORT=8000 DETACH=1 RESET=1 APT=0)"
	@echo "make stop      end the demo"
	@echo "make test      the suite, on SQLite and then on PostgreSQL and Redis   (ARGS=…)"
	@echo "make check     lint, types, contracts, migrations, translations"
	@echo "make bench     the benchmarks                     (NAME=…)"
	@echo "make drill     one promise at full size           (ANCHOR=05 ARGS=…)"
	@echo "make messages  refresh and compile the translations"
	@echo "make format    format Python"
	@echo "make lock      pin the requirements again"
	@echo "make doctor    what this machine has and lacks"

demo:
	@began=$$(date +%s) && scripts/setup.sh run && exec $(PY) -m scripts.demo start $$began

stop:
	@scripts/python.sh -m scripts.demo stop

test:
	@scripts/setup.sh dev
	@$(PY) -m scripts.run_tests $(ARGS)

check:
	@scripts/setup.sh dev
	@$(PY) -m scripts.check $(ARGS)

bench:
	@scripts/setup.sh dev
	@$(PY) -m scripts.bench

drill:
	@scripts/setup.sh dev
	@$(PY) -m scripts.drill

messages:
	@scripts/setup.sh dev
	@$(PY) -m scripts.messages update

format:
	@scripts/setup.sh dev
	@$(PY) -m ruff format --quiet .
	@$(PY) -m ruff check --fix --quiet .

lock:
	@scripts/setup.sh dev
	@$(PY) -m scripts.lock

doctor:
	@scripts/python.sh -m scripts.doctor
