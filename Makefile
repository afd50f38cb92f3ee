# Every command of this project. What needs more than a line is a script beside the part it is about.
PYTHON ?= python3
export PYTHON
RUN := exec local/python local

.DEFAULT_GOAL := help
.PHONY: help run dev demo manage admin learn test test-api test-classifier test-gateway test-local test-deploy test-portal fuzz lint \
  format lock settings api-types up down logs backup restore sbom audit test-stack test-swarm test-e2e pictures test-lighthouse bench \
  bench-live bench-portal bench-streams bench-large bench-restarts bench-migration bench-classifier bench-costs capacity clean

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: ## Run everything on this machine without Docker, until Ctrl-C (PORTAL_PORT=3000)
	@$(RUN) run

dev: ## Run everything for developing: what you edit shows at once (PORTAL_PORT=3000)
	@$(RUN) dev

demo: ## Run a portal full of tickets, suggestions and accounts to look at (PORTAL_PORT=3000)
	@$(RUN) demo

test: ## Run every test and linter, without Docker and without a browser
	@$(RUN) test

test-api: ## Test ticket-api alone (ARGS="-k search" goes to pytest)
	@$(RUN) test ticket-api $(ARGS)

test-classifier: ## Test classifier-svc alone
	@$(RUN) test classifier-svc $(ARGS)

test-gateway: ## Test the gateway alone
	@$(RUN) test gateway $(ARGS)

test-local: ## Test this one-machine run and the test runner alone
	@$(RUN) test local $(ARGS)

test-deploy: ## Test the files for Swarm and Kubernetes alone, as Compose and kubectl render them
	@$(RUN) test deploy $(ARGS)

test-portal: ## Test the portal alone (ARGS goes to vitest)
	@$(RUN) test frontend $(ARGS)

fuzz: ## Try ticket-api with random data (MINUTES=5; SEED=… tries the same again)
	@exec ticket-api/tests/fuzz

lint: ## Run every linter and type checker
	@$(RUN) test lint

format: ## Format the Python code, and fix what ruff can fix
	@local/python local prepare tools
	@local/.venv/bin/ruff check --fix . && local/.venv/bin/ruff format .

# Runtime lists first: the lists of tools include what those were compiled into. The packages of an extra have
# lines of their own, so a list is whole without the extra.
lock: ## Renew the pinned Python requirements (ARGS=--upgrade for newer releases)
	@local/python local prepare tools
	@for list in */requirements.in */requirements-[!d]*.in */requirements-dev.in; do \
	  echo "$${list%.in}.txt"; \
	  (cd "$${list%/*}" && ../local/python ../local uv pip compile --quiet --universal --python-version 3.11 \
	    --generate-hashes --strip-extras --no-emit-index-url --custom-compile-command 'make lock' $(ARGS) \
	    "$${list##*/}" -o "$$(basename "$$list" .in).txt") || exit; \
	done

settings: ## Write docs/settings.md and .env.example anew from contracts/settings.toml
	@local/python contracts/settings.py

api-types: ## Renew the portal's types after a change of the API
	@local/python local prepare test
	@cd ticket-api && .venv/bin/python manage.py spectacular --settings config.settings.test --format openapi-json --file ../contracts/openapi.json
	@cd frontend && npm run --silent types

up: ## Build and start the containers; makes a .env with fresh secrets if there is none
	@local/python containers/make_env.py
	docker compose build
	docker compose run --rm --no-TTY ticket-api migrate
	docker compose up --detach --wait
	@echo "Accounts: the first one is made at /set-up, with the code after account.set_up_code in ticket-api's log, or by make admin USERNAME=…"
	@echo "Portal ready: http://$$(docker compose port gateway 8080 | sed 's/^0.0.0.0/localhost/')"

admin: ## Make an admin's account, or give one a new password (USERNAME=anna; the portal runs)
	@$(RUN) manage account --role admin -- "$(USERNAME)"

manage: ## Run a command of ticket-api's manage.py in the portal that runs (ARGS="load_tickets 1000")
	@$(RUN) manage $(ARGS)

learn: ## Train a better classifier from the tickets of the portal that runs (ARGS="--use shipped" goes back)
	@$(RUN) learn $(ARGS)

down: ## Stop and remove the containers; the tickets stay in their volume
	docker compose down

logs: ## Follow the containers' logs
	@exec docker compose logs --follow --tail 100

backup: ## Write all tickets of the containers into a file (FILE=backups/…)
	@exec containers/backup $(FILE)

restore: ## Put the tickets of a backup in the place of the present ones (FILE=backups/….dump)
	@exec containers/restore $(FILE)

sbom: ## List the packages in the images (CycloneDX, sbom/)
	@exec local/python containers/supply.py sbom

audit: ## Look the packages up in the databases of known weaknesses
	@exec local/python containers/supply.py audit

test-stack: ## Test containers of their own: secrets, networks, scaling, faults (needs Docker)
	@$(RUN) test stack-tests $(ARGS)

test-swarm: ## Test a Docker Swarm of three engines: scaling, rolling, a dead machine (needs Docker, root)
	@$(RUN) test swarm $(ARGS)

test-e2e: ## Test the portal in a real browser (needs Chromium)
	@exec e2e/run --project=stories --project=agents $(ARGS)

pictures: ## Check every state of the pages with axe, and take the README’s pictures (E2E_PICTURES=docs/images)
	@exec e2e/run --project=pictures $(ARGS)

test-lighthouse: ## Measure the portal with Lighthouse, on a throttled phone and on a desk (needs Chromium)
	@exec e2e/lighthouse/run

bench: ## Measure ticket-api against an honest floor and naive DRF, to a million tickets (benchmarks/README.md)
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.api.run $(ARGS)

bench-large: ## Measure ticket-api at ten million tickets beside one million (15 GB of disk)
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.api.run --sizes 1000000 10000000 --without-naive --name large $(ARGS)

bench-restarts: ## Measure what a worker's restart costs the clients behind the gateway
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.api.restarts $(ARGS)

bench-live: ## Measure a thousand open streams of live updates on one process, without keeping the results
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.streams.run --steps 1000 --replicas 1 --print $(ARGS)

bench-portal: ## Measure the workplace in a browser: opening a ticket, 50,000 rows scrolled, bytes (needs Chromium)
	@exec e2e/run --project=figures $(ARGS)

bench-streams: ## Measure up to ten thousand live streams through the gateway, and what they cost
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.streams.run $(ARGS)

bench-migration: ## Migrate a million tickets while others write them, and say how long each write took
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.api.migration $(ARGS)

bench-classifier: ## Measure what the classifier adds to its provider, and a provider that hangs
	@local/python local prepare run
	@ticket-api/.venv/bin/python -m benchmarks.classifier.run $(ARGS)

bench-costs: ## Measure bytes, memory and a suggestion's cost for `make capacity`
	@local/python local prepare run
	@$(RUN) with-database -- ticket-api/.venv/bin/python -m benchmarks.capacity.costs

capacity: ## Say what an installation needs (TICKETS_PER_DAY=5000; ARGS="--help" has more)
	@local/python -m benchmarks.capacity.calculate $(or $(TICKETS_PER_DAY),1000) $(ARGS)

clean: ## Remove what installing, building and testing made; tickets stay
	@rm -rf */.venv */node_modules frontend/dist .test-results .local/setup
	@find . -name __pycache__ -prune -exec rm -rf {} +
