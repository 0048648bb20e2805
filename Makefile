# PharmaRec AI. `make help` lists what can be asked for; `make run` serves the demo pharmacy.
# Needs Python 3.11 to 3.13, Node 20 or newer and make 3.81 or newer; everything else is fetched by `make setup`.

.DEFAULT_GOAL := help
.PHONY: help setup run test soak check fix migrate migration seed api-types backup clean FORCE

UV_VERSION := 0.13.9
PYTHON ?= python3
UV := .make/uv/bin/uv
RUN := .venv/bin/python

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .make/python .make/web ## Install everything and build the web app; starts nothing

run: setup ## Serve the API and the web app on PORT (8000), with a demo pharmacy when there is none yet
	@exec .venv/bin/pharmarec run

test: setup ## Run every check and every test there is
	@$(RUN) scripts/run_checks.py all

soak: setup ## Drive the ledger with 100,000 random operations on both databases, and try the contract for long
	@PYTHONPATH=backend:ml-engine:. $(RUN) -m tests.soak.soak
	@PYTHONPATH=backend:ml-engine:. $(RUN) -m tests.soak.planted_faults
	@PHARMAREC_FUZZ_EXAMPLES=200 $(RUN) -m pytest -q -s -n 2 -p no:cacheprovider tests/contract

check: setup ## Run what needs no server: format, lint, types, imports, API types, architecture
	@$(RUN) scripts/run_checks.py check

fix: setup ## Format, and mend what the linters can mend
	$(UV) run --no-sync ruff format
	$(UV) run --no-sync ruff check --fix
	npm --prefix frontend run --silent fix

migrate: .make/python ## Bring the database to the newest schema
	@.venv/bin/pharmarec migrate

migration: .make/python ## Write a migration from the models: make migration m="Add suppliers"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="Add suppliers"'; exit 2; }
	@$(UV) run --no-sync alembic revision --autogenerate -m "$(m)"

seed: .make/python ## Load the demo pharmacy into the database
	@.venv/bin/pharmarec seed

api-types: .make/python .make/node ## Write the web app's types from the API
	@$(RUN) scripts/api_types.py

backup: .make/python ## Copy the database into data/backups
	@sh scripts/backup.sh

clean: ## Remove what setup made; data/ stays
	rm -rf .venv .make frontend/node_modules frontend/.next frontend/out
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- Steps, each done again only when what it stands on has changed ------------------------------

$(UV):
	@PYTHON="$(PYTHON)" sh scripts/get_uv.sh "$(UV_VERSION)" .make/uv

.make/python: uv.lock pyproject.toml backend/pyproject.toml ml-engine/pyproject.toml desktop-agent/pyproject.toml | $(UV)
	@echo "==> Installing the Python packages"
	@$(UV) sync --locked --all-packages --compile-bytecode
	@touch $@

# Not `npm ci`: that wants every platform's optional packages in the lock file, and registries carry only some. This
# installs the locked versions too, and leaves the lock file alone.
.make/node: frontend/package-lock.json frontend/package.json
	@mkdir -p .make
	@echo "==> Installing the web app's packages (about a minute the first time)"
	@npm --prefix frontend install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

# By content, and by one list: make cannot name files with brackets in their paths, as Next.js wants them.
.make/web-sources: FORCE
	@mkdir -p .make
	@find frontend/src frontend/public frontend/*.json frontend/*.ts frontend/*.mjs -type f \
		! -name next-env.d.ts ! -name openapi.json -exec cksum {} + 2>/dev/null | sort > $@.now
	@cmp -s $@.now $@ || cp $@.now $@

.make/web: .make/node .make/web-sources
	@echo "==> Building the web app (about half a minute)"
	@cd frontend && NEXT_TELEMETRY_DISABLED=1 npm run --silent build
	@touch $@

FORCE:
