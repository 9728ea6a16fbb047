# What a person does here: try it (demo), prove it (test), measure it (bench, evaluate), renew what is made (golden, ...).

.DEFAULT_GOAL := help
.PHONY: help demo test browser virtuoso bench bench-page bench-serve train evaluate golden screenshots constraints clean

VENV := .venv
BIN := $(VENV)/bin

# The first Python that is new enough and can make virtual environments (Debian packs venv apart).
CAN_VENV := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(CAN_VENV)' 2>/dev/null && echo $$python && break; done)

help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(VENV)/installed ## Install into .venv and read the ten briefs into output/
	@$(BIN)/kg build data/briefs --output output

test: $(VENV)/installed-test browser virtuoso ## Check style and types, run all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/biome check --error-on-warnings
	$(BIN)/mypy
	$(BIN)/kg check
	$(BIN)/pytest

bench: $(VENV)/installed ## Measure the speed of reading and of a whole build
	@$(BIN)/python benchmarks/bench.py

bench-page: $(VENV)/installed-test browser ## Measure the size and the speed of the page in a browser
	@$(BIN)/python benchmarks/page.py

bench-serve: $(VENV)/installed-test ## Measure the service under load beside the Oxigraph server, into docs/performance.md
	@$(BIN)/python benchmarks/serve.py

train: $(VENV)/installed-test ## Learn the weights of ontology/weights from the annotated briefs
	@$(BIN)/kg train tests/gold/ten-briefs.jsonl tests/gold/further.jsonl tests/gold/training.jsonl \
		--unreviewed tests/gold/unreviewed.jsonl

evaluate: $(VENV)/installed ## Measure accuracy on the gold briefs, into docs/accuracy.md and README
	@$(BIN)/python benchmarks/accuracy.py

golden: $(VENV)/installed ## Renew the golden graph and the answers in README (read the difference before you commit)
	@$(BIN)/kg build data/briefs --output $(VENV)/golden
	@cp $(VENV)/golden/graph.ttl tests/golden/ten-briefs.ttl
	@$(BIN)/python tests/test_readme.py
	@git diff --stat -- tests/golden README.md

screenshots: $(VENV)/installed-test demo browser ## Renew the pictures in docs/
	@$(BIN)/python docs/screenshots.py

constraints: ## Renew constraints.txt with the newest releases
	@rm -rf $(VENV)-new && $(PYTHON) -m venv $(VENV)-new
	@$(VENV)-new/bin/pip install --quiet --editable '.[test]'
	@{ sed '/^[^#]/d' constraints.txt; $(VENV)-new/bin/pip freeze --exclude-editable; } > $(VENV)-new/constraints.txt
	@mv $(VENV)-new/constraints.txt constraints.txt && rm -rf $(VENV)-new

clean: ## Remove all that was installed or made
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kg tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +
	find output -mindepth 1 ! -name README.md -delete

$(VENV)/installed: pyproject.toml constraints.txt hatch_build.py kg/html/world.py
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed, and none was found." \
		"On Debian: apt-get install python3-venv. Or name one: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo "Installing into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --editable . --constraint constraints.txt
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@$(BIN)/pip install --quiet --editable '.[test]' --constraint constraints.txt
	@touch $@

# The page is tested in a real browser, which comes as a system package; KG_NO_BROWSER=1 leaves those tests out.
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo --non-interactive)
browser:
	@test "$(KG_NO_BROWSER)" = 1 || command -v chromedriver >/dev/null || { $(AS_ROOT) apt-get update -qq && \
		$(AS_ROOT) apt-get install -yqq --no-install-recommends chromium chromium-driver; } || { \
		echo "The page's tests need Chromium with its driver, which could not be installed." \
			"On Debian: apt-get install chromium chromium-driver." \
			"On macOS: brew install --cask chromium chromedriver. Or leave its tests out: make test KG_NO_BROWSER=1" \
			>&2; exit 1; }

# Pushing is tested with Virtuoso too, where it can be had; where not, its tests say that they were left out.
virtuoso:
	@command -v virtuoso-t >/dev/null || { $(AS_ROOT) apt-get update -qq && \
		$(AS_ROOT) apt-get install -yqq --no-install-recommends virtuoso-opensource-7-bin; } || \
		echo "Virtuoso could not be installed; its tests are left out." >&2
