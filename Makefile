# The entry for people. Every target works on a fresh clone: what is missing is installed first.
NODE := infra/toolchain/node
JEST := $(NODE) --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js

.PHONY: help run test test-unit check fix swagger docs bench soak build clean

help: ## show what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

run: ## start everything: PostgreSQL, the admin API and the device gateway
	@./moorgate up

test: build ## run the whole suite; the last line is "N passed, N failed"
	@$(JEST)

test-unit: ## run the tests that stand beside the code, without building first
	@$(JEST) --selectProjects unit

check: ## formatting, lint, import rules, dead code, types, drift of what is generated
	@$(NODE) --conditions=@moorgate/source packages/tooling/src/check.ts

fix: ## format, and write again what is generated
	@$(NODE) --conditions=@moorgate/source packages/tooling/src/fix.ts

swagger: ## write api_swagger.yaml and gateway_swagger.yaml, and the types of the client
	@$(NODE) --conditions=@moorgate/source packages/tooling/src/fix.ts openapi client

bench: build ## measure
	@$(NODE) packages/simulator/dist/bench.js

soak: build ## the long versions of the suites
	@MOORGATE_SOAK=1 $(JEST)

build: ## compile to dist/
	@infra/toolchain/build

clean: ## remove what was built; the data directory stays
	@rm -rf packages/*/dist services/*/dist packages/*/*.tsbuildinfo services/*/*.tsbuildinfo node_modules/.moorgate-built
