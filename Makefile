# `make demo` and `make test` are all a newcomer needs; both make the environment first.
PYTHON ?= python3
BIN := .venv/bin
# Compiled files at once: without them every start of Prefect compiles it anew.
export PYTHONDONTWRITEBYTECODE =
export DO_NOT_TRACK = 1

.PHONY: demo test test-slow bench-ranking bench-text bench-pictures bench-review bench-budget bench-crawl bench-extraction bench-registry bench-large-file bench-export bench-rematch bench-networks bench-monitoring page check format lock clean screenshots wheelhouse bench-scale faults
demo: .venv/ready ## the main job on a made-up market; ARGS=--once stops after the summary
	$(BIN)/markhound demo $(ARGS)

test-slow: .venv/ready ## the tests that `make test` skips because they take minutes
	$(BIN)/python -m pytest --slow -m slow $(ARGS)

test: .venv/ready ## all tests; what the machine lacks is skipped by name
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

bench-text: .venv/ready ## recall, false alarms and speed of text matching on ../shared/data, beside plain tools
	$(BIN)/python -m benchmarks.text --marks 10000 320000 --json var/bench/text.json $(ARGS)

bench-ranking: .venv/ready ## the order of the queue on a generated town of 1,000,000 listings, three scorers side by side; half an hour
	$(BIN)/python -m benchmarks.ranking --json var/bench/ranking.json $(ARGS)

bench-pictures: .venv/ready ## altered copies, logos in photos, false alarms and speed on ../shared/data, beside plain tools
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.pictures --json var/bench/pictures.json $(ARGS)

bench-review: .venv/ready ## the review page with a million leads on SQLite and PostgreSQL; builds them first (a quarter of an hour)
	$(BIN)/python -m benchmarks.review --json var/bench/review.json $(ARGS)

bench-budget: .venv/ready ## what a day's list finds beside plain orders, on simulated queues
	$(BIN)/python -m benchmarks.budget $(ARGS)

bench-extraction: .venv/ready ## F1 of price, availability, SKU and brand on a folder of saved pages (PAGES=) beside extruct alone
	$(BIN)/python -m benchmarks.extraction --pages $(or $(PAGES),var/pages) --json var/bench/extraction.json $(ARGS)

page: .venv/ready ## saves the page at URL= for `markhound extract --dir var/pages` and for golden pages
	$(BIN)/python -m tools.save_page "$(URL)" $(ARGS)

.oscar/ready: ## a django-oscar shop in an environment of its own, for tests/crawlers/test_oscar.py
	$(PYTHON) -m venv .oscar
	.oscar/bin/python -m pip install -q --disable-pip-version-check "django-oscar[sorl-thumbnail]>=4.2,<5" "whoosh>=2.7,<3"
	touch $@

bench-export: .venv/ready ## a pack of 1,000 leads with 5,000 captures: seconds, memory, the same bytes twice; builds them first (two minutes)
	$(BIN)/python -m benchmarks.packs --json var/bench/packs.json $(ARGS)

bench-registry: .venv/ready ## import, compile and search 320,000 rights on ../shared/data, beside SQL LIKE and rapidfuzz
	$(BIN)/python -m benchmarks.registry --json var/bench/registry.json $(ARGS)

bench-large-file: .venv/ready ## 5 GB of made-up US case files imported, memory as it goes; ARGS="--gigabytes 1" for a quick look
	$(BIN)/python -m benchmarks.large_file --json var/bench/large_file.json $(ARGS)
bench-networks: .venv/ready ## planted rings of sellers among honest ones: who is put together, beside the naive way; ARGS=--large for 500,000 listings
	$(BIN)/python -m benchmarks.networks --json var/bench/networks.json $(ARGS)

bench-crawl: .venv/ready ## a loopback shop of 20,000 listings: a bare Scrapy spider, the crawl, the whole sweep; ARGS="--listings 2000" for a quick look
	$(BIN)/python -m benchmarks.crawl --json var/bench/crawl.json $(ARGS)

bench-rematch: .venv/ready ## 1,000 new rights against 1,000,000 listings that were seen, beside matching all again; ARGS="--listings 20000" for a quick look
	$(BIN)/python -m benchmarks.rematch --json var/bench/rematch.json $(ARGS)

bench-monitoring: .venv/ready ## what a scrape costs at a million leads, and a line of the log; ARGS="--leads 20000" for a quick look
	$(BIN)/python -m benchmarks.monitoring $(ARGS)
bench-scale: .venv/ready ## matching on one and two workers, processes and Dask, and a model of 100,000,000 listings a night; four minutes
	$(BIN)/python -m benchmarks.scale $(ARGS)
faults: .venv/ready ## the faults of tests/faults at every place and at random ones, over and over; ARGS="--minutes 10 --seed 1"
	$(BIN)/python -m benchmarks.faults $(ARGS)

check: .venv/ready ## what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# uv installs the same locked, hash-checked set in a fifth of pip's time; without it pip does.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "markhound needs Python 3.11 or newer; name one with PYTHON=")'
	$(PYTHON) -m venv .venv
	@if command -v uv >/dev/null 2>&1 && uv pip install -q --python $(BIN)/python --require-hashes --no-deps --compile-bytecode -r requirements.lock; \
	then echo "installed with uv"; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock; fi
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	touch $@

lock: ## after a change of dependencies; names no index host
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-strip-extras --extra dev pyproject.toml -o requirements.lock

wheelhouse: .venv/ready ## wheels of all that an installation without a network needs, for this Python, into var/wheelhouse
	$(BIN)/python -m tools.wheelhouse var/wheelhouse

clean: ## the environment and the demo's files
	rm -rf .venv .oscar var/demo
