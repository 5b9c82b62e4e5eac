# Hanbat's commands. Each does its own set-up; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test serve worker migrate lint bench messages screenshots clean

PYTHON_OF_OURS := .venv/bin/python
export PORT HOST FRAME HANBAT_DATA

help: ## This list
	@echo "Hanbat: a city's data programmes on one system"
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1|/' | column -t -s '|'
	@echo "PORT=8001 make demo    another port;  FRAME=file.csv make demo    another list of businesses"

setup: ## Python packages by hash, PDF libraries, front-end assets, translations
	@scripts/setup.sh

demo: setup ## Everything: set up, make the demonstration city, run web server and worker (PORT, 8000)
	@exec $(PYTHON_OF_OURS) -m config.processes demo

test: setup ## Every test, in parallel, on a PostgreSQL of its own (ARGS= for pytest)
	@scripts/test.sh $(ARGS)

serve: setup ## The web server alone
	@exec $(PYTHON_OF_OURS) -m config.processes web

worker: setup ## The worker of the queue alone
	@exec $(PYTHON_OF_OURS) -m config.processes worker

migrate: setup ## Bring the database's schema up to date, as the role in DATABASE_OWNER_URL
	@$(PYTHON_OF_OURS) manage.py migrate

lint: setup ## Style, types, layers, migrations, translations, diagrams, deployment settings, templates, scripts
	@scripts/lint.sh

bench: setup ## Measurements as JSON lines (ARGS= names of benchmarks)
	@exec $(PYTHON_OF_OURS) -m bench $(ARGS)

messages: setup ## Collect texts to translate into locale/<app>/<language>, and compile them
	@$(PYTHON_OF_OURS) manage.py messages

screenshots: setup ## Take the README's pictures
	@$(PYTHON_OF_OURS) manage.py screenshots

clean: ## Remove what set-up and builds made (not the data in var/ or /var/lib/hanbat-*)
	@rm -rf .venv .tools node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find locale -name '*.mo' -delete
