# Short names for the commands of CONTRIBUTING.md.
.DEFAULT_GOAL := help
.PHONY: help build test verify slow format run demo chaos abuse bench film sbom

help: ## lists the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: ## compiles everything, without tests
	mvn -B -q package -DskipTests

test: ## runs the tests that need no other processes
	mvn -B test

verify: ## runs all tests, as CI does
	mvn -B verify

slow: ## names the slow test classes of the last build
	@.ci/slow-tests

format: ## formats Java and poms
	mvn -B -q spotless:apply

run: ## starts Weir on this machine
	./run

demo: ## the same, with the traffic of an invented video service
	./run --demo

chaos: ## tries whether numbers stay exact under faults, for ten minutes
	./chaos

abuse: ## tries whether the gateway stays steady under abuse
	./abuse

bench: ## measures how fast the job counts, beside its peers
	./bench/run drain

film: ## films the first minute with Weir, and draws the picture of the README
	web/film/film.mjs

sbom: ## lists all dependencies with their licences in target/bom.json (CycloneDX)
	mvn -B -q package cyclonedx:makeAggregateBom -DskipTests
