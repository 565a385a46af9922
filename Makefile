# Everything that is done here often. make help lists it.
#
# Programs that a target needs and that are not the machine's own are fetched at pinned versions into .cache: nothing is
# installed anywhere else. What takes more than a few lines is a script in .ci.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := $(CURDIR)/.cache/bin
export PATH := $(BIN):$(PATH)
# The Python that has boto3, for tests.
export USERPOOLS_PYTHON := $(CURDIR)/.cache/clients/bin/python
export SAM_CLI_TELEMETRY := 0

# The architecture of the function: arm64, which template.yaml deploys, or amd64. SAM calls the latter x86_64.
ARCH ?= arm64
GOARCH := $(patsubst x86_64,amd64,$(ARCH))
SAMARCH := $(patsubst amd64,x86_64,$(ARCH))
ifeq ($(filter $(GOARCH),arm64 amd64),)
$(error ARCH is $(ARCH), but Lambda knows arm64 and x86_64 (or amd64))
endif

# Static, because Lambda's image is not the machine that builds; without what only Lambda's long gone go1.x runtime used;
# and the same bytes from the same source wherever and whenever it is built.
BOOTSTRAP := CGO_ENABLED=0 GOOS=linux GOARCH=$(GOARCH) go build -tags lambda.norpc -trimpath -buildvcs=false \
	-ldflags '-s -w -buildid=' -o

CLIENTS := .cache/clients/ready
SAM := .cache/sam/ready
COGNITO_LOCAL := .cache/cognito-local-5.3.0/ready
MOTO := .cache/moto/ready
LINT_VERSION := v2.15.0
LINT := .cache/golangci-lint-$(LINT_VERSION)/golangci-lint
VULN_VERSION := v1.9.0
VULN := .cache/govulncheck-$(VULN_VERSION)/govulncheck

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2} /^## / {printf "\n%s\n", substr($$0, 4)}' $(MAKEFILE_LIST)

## Test

.PHONY: test
test: estimate $(CLIENTS) $(SAM) ## Run all tests; what the machine cannot do is skipped and listed, except under CI=true
	go run ./internal/testreport -timeout 25m ./...

.PHONY: estimate
estimate:
	@echo 'All tests take a few minutes on two processors; the first time, a few more, to fetch and build what they need.'

.PHONY: short
short: ## Run the tests that take no time and no other program
	go test -short ./...

.PHONY: race
race: $(CLIENTS) $(SAM) ## Run the tests of the packages under the race detector
	go test -race -timeout 25m ./pkg/...

.PHONY: lint
lint: $(LINT) ## Check the Go code with golangci-lint, and the scripts with shellcheck where it is, under CI=true always
	$(LINT) run
	if command -v shellcheck >/dev/null || [[ $${CI:-} = true ]]; then shellcheck $(SCRIPTS); else echo 'Skipped: shellcheck is missing'; fi
SCRIPTS := .ci/run .ci/fuzz .ci/sam-* .ci/with-* .ci/python/install examples/clients/cli/*.sh

.PHONY: validate
validate: $(SAM) ## Check template.yaml with sam validate --lint and cfn-lint
	sam validate --lint
	cfn-lint template.yaml

KILLS ?= 50
.PHONY: kill
kill: ## Kill the local endpoint KILLS times (50) under callers of all operations, and count what is lost
	go test -count=1 -v -timeout 60m -run '^TestKills' ./functions/local -kills '$(KILLS)'

FUZZ ?= .
FUZZTIME ?= 3m
.PHONY: fuzz
fuzz: ## Fuzz for FUZZTIME each (3m) the targets that match FUZZ (all)
	.ci/fuzz '$(FUZZTIME)' '$(FUZZ)'

# Every operation, fault of it and call of another in between; go test -short leaves most of them out.
.PHONY: faults
faults: ## Try every combination of faults, and say how many there are; two minutes
	mkdir -p .cache
	go test -count=1 -timeout 25m -v -run '$(FAULTS)' ./pkg/store/dynamo ./pkg/store/bolt ./internal/histories >.cache/faults.log || \
		{ grep -v '^=== ' .cache/faults.log | grep -A40 -m1 -e '--- FAIL'; exit 1; }
	awk '/^=== / {name = $$3} / (trials|sequences)/ {sub(/^ *[a-z_]+[.]go:[0-9]+: /, ""); print name ": " $$0; n += $$1} \
		END {print n " combinations, none with a wrong outcome"}' .cache/faults.log
FAULTS := ^Test(Faults_|Enumerated_|Broken|Write_CommitFails|Write_OneFails|Delete_Faults)

LOADTIME ?= 10s
.PHONY: load
load: ## Show what 64 clients see beside 1,000 slow ones, and of contention in a table; LOADTIME (10s) a part
	go test -count=1 -timeout 1h -v -run '^TestLoad_(Contention|SlowBodies)$$' ./functions/local -load '$(LOADTIME)'

MINUTES ?= 10
.PHONY: soak
soak: ## Have 64 clients make calls of all operations for MINUTES (10), and show memory and file
	go test -count=1 -timeout 24h -v -run '^TestLoad_Soak$$' ./functions/local -load '$(MINUTES)m'

BENCH ?= .
.PHONY: benchmarks
benchmarks: ## Run the Go benchmarks that match BENCH (all), with allocations
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

# The client is in the same process: only what answers is shown. What a part calls is in its line, too.
PROFILE ?= full
.PHONY: profile
profile: ## Show the parts of a create by the local endpoint, PROFILE (full) or minimal, by their share of the processor
	mkdir -p .cache
	go test -run '^$$' -bench 'HTTP/create-user-pool-$(PROFILE)' -benchtime 5s -cpuprofile .cache/profile.out -o .cache/profile.test ./functions/local
	go tool pprof -top -cum -relative_percentages -focus '[(][*]conn[)][.]serve$$' -show '$(PARTS)' .cache/profile.test .cache/profile.out
PARTS := (conn[)][.](serve|readRequest)|finishRequest|localapi[.](read|write|fromHTTP)|HostName|shape[.](Decode|Check|Bind)|cognito[.](check|createdPool)|appendValue|bolt[.](encode|find)|Store[)][.]commit|Tx[)][.]Commit|mallocgc)$$

# Each leaves what the other one measures as it is on the page, and all that is written by hand.
.PHONY: bench
bench: ## Measure for docs/performance.md, beside floors: ten minutes on Linux, which nothing else should run on
	go run ./internal/bench/run

.PHONY: bench-peers
bench-peers: $(COGNITO_LOCAL) $(MOTO) ## Measure for it beside cognito-local and moto, and draw the picture: five minutes; needs Node.js and Python
	go run ./internal/bench/run -peers

.PHONY: clients
clients: $(CLIENTS) ## Run the examples as their users do, with SDKs in five languages
	go test -count=1 -v ./internal/clients/...

.PHONY: vuln
vuln: $(VULN) ## Look for known vulnerabilities; asks vuln.go.dev
	$(VULN) ./...

## Run

.PHONY: local
local: ## Run the endpoint with an embedded store; ARGS are its flags, such as ARGS=-memory
	go run ./functions/local $(ARGS)
ARGS ?=

.PHONY: dynamodb
dynamodb: ## Run DynamoDB Local on LISTEN (127.0.0.1:8000) until Ctrl-C
	go run ./internal/ddblocal/dynamodb -listen '$(LISTEN)'
LISTEN ?= 127.0.0.1:8000

.PHONY: sam-local
sam-local: sam-needs $(SAM) ## Run sam local start-api on PORT (3000) in front of DynamoDB Local until Ctrl-C; needs Docker
	.ci/sam-local

.PHONY: sam-invoke
sam-invoke: sam-needs $(SAM) ## Send the function EVENTS, files of events/, by sam local invoke; needs Docker
	.ci/sam-local $(EVENTS)
EVENTS ?= events/create-user-pool-minimal.json

.PHONY: sam-needs
sam-needs:
	@.ci/sam-needs

.PHONY: sam-image
sam-image: ## Have the base image for sam local: AWS's own, or a stand-in where no registry answers
	.ci/sam-image

## Build and deploy

.PHONY: build
build: ## Build the function for ARCH (arm64) into build/ARCH/bootstrap
	$(BOOTSTRAP) build/$(GOARCH)/bootstrap ./functions/userpools

# What sam build runs for the function UserPoolsFunction of template.yaml. It does not tell for which architecture: ARCH
# must agree with the parameter Architecture, as sam-build below and .ci/sam-local have it.
.PHONY: build-UserPoolsFunction
build-UserPoolsFunction:
	$(BOOTSTRAP) '$(ARTIFACTS_DIR)/bootstrap' ./functions/userpools

.PHONY: sam-build
sam-build: $(SAM) ## Build for sam deploy, for ARCH (arm64)
	ARCH=$(ARCH) sam build --parameter-overrides Architecture=$(SAMARCH) --build-dir '$(SAM_BUILD)'
SAM_BUILD ?= .aws-sam/build

## The rest

.PHONY: docs
docs: ## Generate the documentation that is made from the code
	go run ./internal/docs/gen

.PHONY: clean
clean: ## Remove all that make has made or fetched
	rm -rf .aws-sam .cache build

.PHONY: tools
tools: $(CLIENTS) $(SAM) $(LINT) dynamodb-local ## Fetch the programs that the other targets need

.PHONY: dynamodb-local
dynamodb-local:
	@echo 'DynamoDB Local: fetching it by Maven takes half a minute'
	.ci/with-dynamodb true

$(CLIENTS): .ci/python/clients.txt .ci/python/install
	@echo 'AWS CLI and boto3: fetching them takes half a minute'
	.ci/python/install clients aws

$(SAM): .ci/python/sam.txt .ci/python/install
	@echo 'SAM CLI and cfn-lint: fetching them takes half a minute'
	.ci/python/install sam sam cfn-lint

$(COGNITO_LOCAL):
	@echo 'cognito-local: fetching it takes half a minute'
	mkdir -p '$(@D)'
	npm install --silent --no-audit --no-fund --omit=dev --prefix '$(@D)' cognito-local@$(patsubst cognito-local-%,%,$(notdir $(@D)))
	touch '$@'

$(MOTO): .ci/python/moto.txt .ci/python/install
	@echo 'moto: fetching it takes half a minute'
	.ci/python/install moto moto_server

$(LINT):
	@echo 'golangci-lint: building it takes some minutes, a line a package'
	GOBIN='$(CURDIR)/$(@D)' go install -v github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

$(VULN):
	@echo 'govulncheck: building it takes half a minute'
	GOBIN='$(CURDIR)/$(@D)' go install golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION)
