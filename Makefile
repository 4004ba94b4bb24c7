# The front door.  Meson and ninja do the work; each target here is one command
# of scripts/ or two.  `make help` lists them.

PREFIX ?= /usr/local
BUILD := build

.DEFAULT_GOAL := all
.PHONY: all demo test bench gap differential seeds mutation fuzz check format install uninstall \
	clean help

all: ## build the program, as released, in build/
	@scripts/install-dependencies.sh run
	@scripts/configure.sh $(BUILD) -Dbuildtype=release -Doptimization=2 \
		-Dtests=false -Dprefix=$(PREFIX)
	@ninja -C $(BUILD) --quiet

demo: all ## two schools step by step, then England in miniature
	@HORNBOOK=$(CURDIR)/$(BUILD)/src/cli/hornbook demo/run.sh
	@printf '\nEngland in miniature: every flow, between nodes, checked where it arrives\n'
	@$(BUILD)/src/cli/hornbook demo --html demo-output/england.html
	@printf '\nThe map of it: demo-output/england.html\n'

test: ## every test, with gcc and clang, under sanitizers
	@scripts/install-dependencies.sh test
	@scripts/run-tests.sh

bench: ## measure, as released, in build-bench/
	@scripts/install-dependencies.sh test
	@scripts/configure.sh build-bench -Dbuildtype=release -Doptimization=2
	@ninja -C build-bench --quiet
	@BUILD=$(CURDIR)/build-bench bench/run.sh

gap: ## how far the fast suppressor of tables is from the cheapest
	@scripts/install-dependencies.sh run
	@scripts/configure.sh build-bench -Dbuildtype=release -Doptimization=2
	@ninja -C build-bench --quiet bench/gap_bench
	@if [ -d ../shared/data/tables ]; then \
		build-bench/bench/gap_bench ../shared/data/tables; \
	else build-bench/bench/gap_bench; fi

differential: ## DECISIONS (10000000) of the engine against the reference's
	@scripts/install-dependencies.sh test
	@scripts/differential.sh

seeds: ## England in miniature with other pupils: SEEDS, PUPILS
	@scripts/install-dependencies.sh run
	@scripts/seeds.sh

mutation: ## break the engine in many ways; the tests must notice each
	@scripts/install-dependencies.sh test
	@scripts/mutation.sh

fuzz: ## each fuzz target for FUZZ_SECONDS (60)
	@scripts/install-dependencies.sh test
	@scripts/fuzz.sh

check: ## clang-tidy and the layout of the code, changing nothing
	@scripts/install-dependencies.sh develop
	@scripts/check.sh

format: ## lay out the code as .clang-format says
	@git ls-files '*.c' '*.h' | xargs clang-format -i

install: all ## install under PREFIX (/usr/local); DESTDIR is heeded
	@meson install -C $(BUILD) --no-rebuild --quiet

uninstall: ## remove what install put there
	@ninja -C $(BUILD) --quiet uninstall

clean: ## remove all build directories
	rm -rf build build-gcc build-clang build-bench build-check \
		build-fuzz build-mutation demo-output

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/    make \1\t\2/p' Makefile | expand -t 24
