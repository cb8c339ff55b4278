PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUTLET ?= jabarekspres
WORDPRESS := wordpress wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree mariadb-server \
	php-cli php-mysql php-xml php-mbstring

.PHONY: demo test test-wordpress check lint types docs crawl bench clean

demo: $(READY)  ## crawl the sample network of this machine into demo/out, search it, show a record
	$(BIN)/python -m demo.run

test: $(READY)  ## all tests
	$(BIN)/python -m pytest -q

test-wordpress: $(READY)  ## crawl a real WordPress on loopback; installs Debian's packages where they are missing
	dpkg -s $(WORDPRESS) >/dev/null 2>&1 || { apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(WORDPRESS); }
	$(BIN)/python -m pytest -q -m wordpress tests/wordpress

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

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) demo/out
