PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUTLET ?= jabarekspres
WORDPRESS := wordpress wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree mariadb-server \
	php-cli php-mysql php-xml php-mbstring

BROWSER = dpkg -s chromium >/dev/null 2>&1 || { apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } && \
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[browser]'

.PHONY: demo test test-wordpress test-browser pictures check lint types docs crawl bench trust fuzz soak clean

demo: $(READY)  ## crawl the sample network of this machine into demo/out, search it, show a record
	$(BIN)/python -m demo.run

test: $(READY)  ## all tests
	$(BIN)/python -m pytest -q

test-wordpress: $(READY)  ## crawl a real WordPress on loopback; installs Debian's packages where they are missing
	dpkg -s $(WORDPRESS) >/dev/null 2>&1 || { apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(WORDPRESS); }
	$(BIN)/python -m pytest -q -m wordpress tests/wordpress

test-browser: $(READY)  ## read the archive's pages in Chromium; installs what is missing
	$(BROWSER)
	$(BIN)/python -m pytest -q -m browser tests/browser

pictures: $(READY)  ## the pictures of the README, of the demo's archive
	$(BROWSER)
	$(BIN)/python -m demo.pictures

check: lint types test  ## what CI runs

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

crawl: $(READY)  ## crawl a live outlet: make crawl OUTLET=jabarekspres
	$(BIN)/newscrawl crawl $(OUTLET)

bench: $(READY)  ## extraction beside trafilatura, annotations beside their baselines
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[bench,train]'
	$(BIN)/python bench/extract.py
	$(BIN)/python bench/annotations.py

trust: $(READY)  ## measure what docs/trust.md promises; SHORT=1 as CI does
	$(BIN)/python -m bench.trust $(if $(SHORT),--short)

fuzz: $(READY)  ## fuzz what reads strangers' bytes: make fuzz SECONDS=600 (of each target)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m fuzz --seconds $(or $(SECONDS),300)

soak: $(READY)  ## crawl the sample network for hours with faults in between: make soak HOURS=8
	$(BIN)/python -m bench.soak --hours $(or $(HOURS),1)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) demo/out
