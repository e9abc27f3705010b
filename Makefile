# The two commands of the README are `make demo` and `make test`. ARGS goes to the program run.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.PHONY: demo test check web e2e vectors size bench setup unit format advisories

STEP := scripts/step
NPM := npm --prefix web run --silent
CARGO_RELEASE := cargo build --release --locked --quiet

# A sample shop with the widget, a signed-in agent, and what the service sees of it.
demo:
	@$(STEP) "Setup" scripts/setup build web
	@$(STEP) "Web build" $(NPM) build
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli
	@exec target/release/aside demo $(ARGS)

# Everything CI runs.
test: setup check web unit size e2e

# What is missing on this machine; says what it installs.
setup:
	@$(STEP) "Setup" scripts/setup

# Format, lints, licences, types, import rules, generated files.
check:
	@$(STEP) "Setup for checks" scripts/setup build web tools
	@$(STEP) "Rust format" cargo fmt --all --check
	@$(STEP) "Clippy" cargo clippy --workspace --all-targets --all-features --locked --quiet -- -D warnings
	@$(STEP) "Licences, bans, sources" target/tools/bin/cargo-deny --log-level error --locked check bans licenses sources
	@$(STEP) "Biome" $(NPM) check
	@$(STEP) "TypeScript" $(NPM) typecheck
	@$(STEP) "Import rules" scripts/check-dependencies
	@$(STEP) "Generated files" scripts/check-generated

# Widget and inbox, as the service embeds them.
web:
	@$(STEP) "Setup for web" scripts/setup web
	@$(STEP) "Web build" $(NPM) build

# Unit and integration tests of both languages.
unit:
	@$(STEP) "Rust tests" cargo test --workspace --locked --quiet
	@$(STEP) "TypeScript tests" $(NPM) test

# Real browsers against the real service.
e2e: web
	@$(STEP) "Setup for browsers" scripts/setup browsers
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli -p aside-server
	@$(STEP) "Browser tests" $(NPM) e2e --workspace @aside/e2e --if-present -- $(ARGS)

# Writes vectors/ again from its seed.
vectors:
	@$(STEP) "Vectors" cargo run --quiet --locked -p aside-vectors

# What the widget weighs; over budget fails.
size: web
	@$(STEP) "Sizes" $(NPM) size

# Messages a second, latency, memory, beside this machine's limits.
bench:
	@$(STEP) "Build (release)" $(CARGO_RELEASE) -p aside-cli -p aside-server
	@$(STEP) "Bench" target/release/aside bench $(ARGS)

format:
	@cargo fmt --all
	@$(NPM) format

# Known vulnerabilities. Apart from `check`, because it needs the advisory database from the network
# and its answer changes without a change here.
advisories:
	@$(STEP) "Setup for advisories" scripts/setup tools
	@$(STEP) "Advisories" target/tools/bin/cargo-deny --locked check advisories
