# GPS Citoyen: every command of the house. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PORT ?= 8000
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.installed ## Install what is missing: Debian's packages (as root), uv, the virtual environment

demo: .venv/.installed ## Serve a lively fictional territory on http://127.0.0.1:8000 (PORT=… to change)
	@.ci/demo

run: .venv/.installed ## Serve the development site, reloading when a file changes
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) runserver "127.0.0.1:$(PORT)"

worker: .venv/.installed ## Run the background worker of the development site
	@$(MANAGE) worker

test: test-packages .venv/.installed ## Everything that must be green: style, types, layers, both engines, browser journeys
	@$(PYTHON) .ci/suite.py

check: .venv/.installed ## The quick part of `make test`: style, types, layers, migrations, production settings
	@$(PYTHON) .ci/suite.py check

lint: .venv/.installed ## Ruff on Python, djade and djhtml on templates, import-linter on layers
	@$(PYTHON) .ci/suite.py lint

types: .venv/.installed ## Mypy
	@$(PYTHON) .ci/suite.py types

format: .venv/.installed ## Rewrite Python and templates in the house's style
	@.ci/format

migrate: .venv/.installed ## Apply migrations to the development database
	@$(MANAGE) migrate

migrations: .venv/.installed ## Write the migrations that the models ask for
	@$(MANAGE) makemigrations

bench: test-packages .venv/.installed ## Measure on PostgreSQL; fails on a missed figure (docs/performance.md)
	@$(PYTHON) tests/cluster.py -- $(PYTHON) -m tests.bench

docs: test-packages .venv/.installed ## Make the screenshots of README.md and docs/ again
	@$(PYTHON) -m tests.screenshots

lock: .venv/.installed ## Resolve pyproject.toml again into requirements.lock
	@.ci/lock

clean: ## Remove everything that these commands made
	@rm -rf .venv .tools .cache var static-collected .mypy_cache .ruff_cache .import_linter_cache .hypothesis

test-packages:
	@.ci/system-packages test

.venv/.installed: requirements.lock .ci/install .ci/system-packages
	@.ci/system-packages demo
	@.ci/install

.PHONY: help install demo run worker test check lint types format migrate migrations bench docs lock clean test-packages
