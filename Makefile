# ARGS goes to the program that is run: make e2e ARGS="--engine chromium"
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check web e2e vectors size bench setup unit format

STEP := scripts/step
NPM := npm --prefix web run --silent
CARGO_RELEASE := cargo build --release --locked --quiet

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## a sample shop, its agent's inbox, and what the service sees of both
	@$(STEP) "Setup" scripts/setup build web
	@$(STEP) "Web build" $(NPM) build
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli
	@exec target/release/aside demo $(ARGS)

test: setup check web unit size e2e ## everything CI runs

check: ## format, lints, licences, types, import rules, generated files
	@$(STEP) "Setup for checks" scripts/setup build web tools
	@$(STEP) "Rust format" cargo fmt --all --check
	@$(STEP) "Clippy" cargo clippy --workspace --all-targets --all-features --locked --quiet -- -D warnings
	@$(STEP) "Licences, bans, sources" target/tools/bin/cargo-deny --log-level error --locked check bans licenses sources
	@$(STEP) "Biome" $(NPM) check
	@$(STEP) "TypeScript" $(NPM) typecheck
	@$(STEP) "Import rules" scripts/check-dependencies
	@$(STEP) "Generated files" scripts/check-generated

web: ## widget and inbox, as the service embeds them
	@$(STEP) "Setup for web" scripts/setup web
	@$(STEP) "Generated types" $(NPM) generate
	@$(STEP) "Web build" $(NPM) build

e2e: web ## real browsers against the real service
	@$(STEP) "Setup for browsers" scripts/setup build browsers
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli -p aside-server
	@$(STEP) "Browser tests" $(NPM) e2e --workspace @aside/e2e -- $(ARGS)

vectors: ## writes vectors/ again from its seed
	@$(STEP) "Vectors" cargo run --quiet --locked -p aside-vectors

size: web ## what the widget weighs; over budget fails
	@$(STEP) "Sizes" $(NPM) size

bench: ## messages a second, latency, memory, beside the limits of this machine
	@$(STEP) "Setup" scripts/setup build web
	@$(STEP) "Web build" $(NPM) build
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli -p aside-server
	@$(STEP) "Bench" target/release/aside bench $(ARGS)

setup: ## installs what is missing, and says what
	@$(STEP) "Setup" scripts/setup

unit: ## the tests of both languages that need no browser
	@$(STEP) "Rust tests" cargo test --workspace --all-features --locked --quiet
	@$(STEP) "TypeScript tests" $(NPM) test

format: ## formats both languages
	@cargo fmt --all
	@$(NPM) format
