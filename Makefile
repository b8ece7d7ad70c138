# make run    serve the Mali atlas on http://127.0.0.1:8000
# make test   run every test; `make test ARGS="tests/geo -k filter"` runs some
# make clients  open the service with every program it is tested with, QGIS, R and LaTeX among them
# make bench  measure the service beside tipg, PostGIS and a bare server; takes an hour.
#             `make bench ARGS="--sizes 100k --no-peers"` takes minutes
# make soak   64 readers at once for a minute: nothing lost, memory flat
# make lint   what the linters say
# make lock   resolve the dependencies anew into the two lock files
# make clean  remove what the others made
#
# Needs Python 3.11 or newer and the package registries; the tests need Debian's Chromium, curl and
# GDAL too, `make clients` also QGIS, R, LaTeX and LibreOffice.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
HOST ?= 127.0.0.1
PORT ?= 8000
UV := uv==0.13.9

# Tests that drive a browser have the machine for themselves. The others share it, a process for
# each processor; the tests of one file stay together, as do their servers.
APART := tests/browser tests/clients/test_browser.py
TOGETHER := -n auto --dist loadfile $(APART:%=--ignore=%)

BIN := .venv/bin
# What the editable install and the vendored assets are made of.
BUILD := pyproject.toml hatch_build.py package.json package-lock.json

.PHONY: run test clients bench soak lint lock clean tools desktop
.DELETE_ON_ERROR:

run: .venv/.run-ready maps/static/vendor/manifest.json
	@$(BIN)/conflict-atlas serve --host $(HOST) --port $(PORT)

test: .venv/.dev-ready maps/static/vendor/manifest.json tools
	@status=0; \
	$(BIN)/python -m pytest $(or $(ARGS),$(TOGETHER)) || status=$$?; \
	$(if $(ARGS),,$(BIN)/python -m pytest $(APART) || status=$$?;) \
	exit $$status

# With nothing after `-m`, the tests that `make test` leaves out run too.
clients: .venv/.dev-ready maps/static/vendor/manifest.json tools desktop
	@$(BIN)/python -m pytest -m "" tests/clients $(ARGS)

bench: .venv/.dev-ready maps/static/vendor/manifest.json
	@$(BIN)/python tests/bench/run.py $(ARGS)

soak: .venv/.dev-ready maps/static/vendor/manifest.json
	@$(BIN)/python tests/bench/soak.py $(ARGS)

lint: .venv/.dev-ready
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# A run killed half-way leaves `.unfinished` behind, and the next one starts from nothing:
# pip takes a package that was cut off while it was written for an installed one.
define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@if [ -e .venv/.unfinished ] || [ ! -x $(BIN)/pip ]; then \
		echo "Making .venv with $$($(PYTHON) --version)"; \
		rm -rf .venv && mkdir .venv && touch .venv/.unfinished && $(PYTHON) -m venv .venv; \
	fi
	@touch .venv/.unfinished
	@echo "Installing $<"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q geo api maps  # else the first start compiles them, or each one
	@rm .venv/.unfinished
	@touch $@
endef

.venv/.run-ready: requirements.lock $(BUILD)
	$(install)

.venv/.dev-ready: requirements-dev.lock $(BUILD)
	$(install)
	@touch .venv/.run-ready

# The build hook makes these; here only in case somebody removed them afterwards.
maps/static/vendor/manifest.json:
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

# The browser is Debian's: Playwright's own download comes from no package registry. curl is for
# the README's commands, which the tests run; GDAL's programs are one of the clients.
tools:
	$(call debian,chromium:chromium curl:curl ogr2ogr:gdal-bin)

# QGIS, R with sf, LaTeX and LibreOffice: some 250 packages and two or three minutes.
desktop:
	$(call debian,/usr/lib/python3/dist-packages/qgis:python3-qgis \
		/usr/lib/qgis/plugins/libprovider_wfs.so:qgis-providers \
		/usr/lib/R/site-library/sf:r-cran-sf \
		pdflatex:texlive-latex-base xelatex:texlive-xetex \
		/usr/share/texlive/texmf-dist/tex/luatex/luaotfload/luaotfload.lua:texlive-luatex \
		/usr/share/texlive/texmf-dist/tex/latex/fontspec/fontspec.sty:texlive-latex-recommended \
		soffice:libreoffice-writer-nogui \
		pdftotext:poppler-utils qpdf:qpdf)

# Installs the packages whose program or file is not there, each `PROGRAM:PACKAGE`.
define debian
	@missing=; \
	for pair in $(1); do \
		case $$pair in \
			/*) test -e $${pair%:*} ;; \
			*) command -v $${pair%:*} >/dev/null ;; \
		esac || missing="$$missing $${pair#*:}"; \
	done; \
	test -z "$$missing" || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing$$missing"; \
			export DEBIAN_FRONTEND=noninteractive; \
			apt-get update -qq && \
			apt-get install -qq -o Dpkg::Use-Pty=0 --no-install-recommends $$missing fonts-dejavu-core >/dev/null; \
		else \
			echo "The tests need programs that are not here. On Debian, as root:" >&2; \
			echo "  apt-get install$$missing fonts-dejavu-core" >&2; \
			exit 1; \
		fi; }
endef

# `make lock UPGRADE=--upgrade` takes newer versions; without it, standing pins stay where they fit.
COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--custom-compile-command "make lock" $(UPGRADE) pyproject.toml

lock: .venv/.dev-ready
	@$(BIN)/pip install --quiet --disable-pip-version-check $(UV)
	@$(COMPILE) --group dev -o requirements-dev.lock
	@$(COMPILE) --group build -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf .venv maps/static/vendor dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
