# What a person types. Every recipe is one command of tools/, which says what it does; `make help` lists them.
#   CLOUD=local  runs preview, up, refresh, audit, destroy and deploy against the local cloud instead of Google
#   YES=1        confirms without asking        PORT=N  is the local cloud's port        ARGS=...  goes to pulumi
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python that is new enough and can make virtual environments.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python -m
STAMP := .venv/.stamp
PASSED = --stack "$(STACK)" $(if $(CLOUD),--cloud $(CLOUD)) $(if $(PORT),--port $(PORT)) $(if $(YES),--yes) $(ARGS)
NEEDS_STACK = @test -n "$(STACK)" || { echo "error      name an environment: make $@ STACK=dev" >&2; exit 2; }

help: ## list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## virtual environment, engine and provider
	@$(RUN) tools.toolchain

local: $(STAMP) ## the whole platform on this machine (PORT=N)
	@$(RUN) tools.local up $(if $(PORT),--port $(PORT))

local-down: $(STAMP) ## take it away again
	@$(RUN) tools.local down

test: setup ## everything that a change must pass
	@$(RUN) tools.checks --tests

check: $(STAMP) ## the quick half: lint, format, types, who imports whom
	@$(RUN) tools.checks

preflight: $(STAMP) ## is every API declared that the code calls? (ARGS=--fix)
	@.venv/bin/preflight check $(ARGS)

models: $(STAMP) ## is every model known, alive, and lately looked up? (ARGS=--fix)
	@.venv/bin/preflight models lint --today "$$(date -u +%F)" $(ARGS)

models-refresh: $(STAMP) ## what do Google's pages of models say that the registry does not? (ARGS=--write)
	@.venv/bin/preflight models refresh $(ARGS)

env: $(STAMP) ## is every variable set that the services read?
	@.venv/bin/preflight env $(ARGS)

iam: $(STAMP) ## may every service do what its code does, and no more?
	@.venv/bin/preflight iam $(ARGS)

lock: $(STAMP) ## pin the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --strip-extras -o requirements.lock $(ARGS)
	@for service in api push_worker; do .venv/bin/uv pip compile --universal --python-version 3.12 \
		--generate-hashes --no-emit-index-url --no-header --quiet -c requirements.lock \
		services/$$service/requirements.in -o services/$$service/requirements.lock; done

preview: $(STAMP) ## what would change (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.stack preview $(PASSED)

up: $(STAMP) ## change it (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.stack up $(PASSED)

refresh: $(STAMP) ## read what is really there into the state (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.stack refresh $(PASSED)

audit: $(STAMP) ## judge what is deployed by today's policy (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.stack audit $(PASSED)

# The engine and the state are what drift is asked of; without them all else is still asked.
verify: $(STAMP) ## ask the live project whether all of it is there and answers (STACK=dev, ARGS="--identity runtime")
	$(NEEDS_STACK)
	@told=$$($(RUN) tools.shell --stack "$(STACK)" $(if $(CLOUD),--cloud $(CLOUD)) $(if $(PORT),--port $(PORT))) \
		&& eval "$$told"; \
		.venv/bin/preflight verify --stack "$(STACK)" $(if $(CLOUD),--cloud $(CLOUD)) $(ARGS)

destroy: $(STAMP) ## take an environment away (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.stack destroy $(PASSED)

recover: $(STAMP) ## after an update that was cut off: nothing is lost (STACK=dev)
	$(NEEDS_STACK)
	@$(RUN) tools.recover $(PASSED)

adopt: $(STAMP) ## take over what was made by hand (STACK=dev, YES=1 to import)
	$(NEEDS_STACK)
	@$(RUN) tools.adopt $(PASSED)

deploy: $(STAMP) ## another image (STACK=dev SERVICE=push-worker IMAGE=0.2.0)
	$(NEEDS_STACK)
	@test -n "$(SERVICE)" -a -n "$(IMAGE)" || { echo "error      make deploy STACK=dev SERVICE=push-worker IMAGE=0.2.0" >&2; exit 2; }
	@$(RUN) tools.deploy --service "$(SERVICE)" --image "$(IMAGE)" $(PASSED)

schema: $(STAMP) ## the JSON Schemas of the settings, of the registry of models and of the reports
	@$(RUN) infra.schema
	@$(RUN) preflight.schemas
	@$(RUN) preflight.models.schema

bench: setup ## what it costs, as ratios measured in one run
	@$(RUN) tools.bench

soak: setup ## cut the engine off at many random points (POINTS=50 SEED=6)
	@$(if $(POINTS),POINTS=$(POINTS)) $(if $(SEED),SEED=$(SEED)) $(RUN) pytest tests/engine/soak.py -q -s -n 0

clean: ## remove everything that was made here
	@if [ -x .venv/bin/python ] && [ -d .local ]; then $(RUN) tools.local down; fi
	rm -rf .venv .local .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "error      no Python 3.11 or later with venv; install one: https://www.python.org/downloads/" >&2; exit 2; }
	@$(PYTHON) tools/environment.py

.PHONY: help setup local local-down test check preflight models models-refresh env iam lock preview up refresh audit verify destroy recover adopt deploy schema bench soak clean
