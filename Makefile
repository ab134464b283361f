# What each target does is in dev/; everything it fetches or builds goes to .odoo/.
PYTHON ?= python3
DEV = @$(PYTHON) -m dev
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test test-one lint demo bench bench-scale pot shell clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

run:  ## Serve the demo company on 127.0.0.1:8069 (PORT=... for another port)
	$(DEV) run

test:  ## Run every test, browser tests included
	$(DEV) test

test-one:  ## Run the tests whose name matches: make test-one T=expression
	$(DEV) test-one "$(T)"

lint:  ## Check style, sizes, XML and translations
	$(DEV) lint

demo:  ## Build the demo company anew
	$(DEV) demo

bench:  ## Measure beside core and OCA (ARGS="--sizes 100 --adapters limit,ours")
	$(DEV) bench $(ARGS)

bench-scale:  ## Time every page and analysis on a million lines (half an hour)
	$(DEV) bench-scale

pot:  ## Export the translation template and merge new terms
	$(DEV) pot

shell:  ## A Python prompt on the demo database
	$(DEV) shell

clean:  ## Remove all that was fetched or built
	$(DEV) clean
