# make run   build and serve on http://127.0.0.1:8080 with a private database and the sample programmes
# make test  everything the project checks, with all its own set-up
# Both install what a fresh Debian machine lacks when run as root, and name the command otherwise.

GO ?= go
WIDGET = handlers/web/widget

.PHONY: run build test check unit widget bench setup-postgres setup-chromium setup-node clean

run: setup-postgres build
	./bin/madoguchi serve

build:
	$(GO) build -o bin/madoguchi ./cmd/madoguchi

test: setup-postgres setup-chromium setup-node check widget unit

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'not gofmt-clean:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# The tests of the whole program mostly wait, for platforms that hang and replies that can still be
# called back, so many of them run at a time. What fits and measures the search takes minutes under
# the race detector and has no goroutines of its own.
unit:
	$(GO) test -run 'TestWeightsAreFitted|TestFitLearns|TestTable' ./faq/fit ./faq/baseline
	$(GO) test -race -shuffle=on -timeout 12m $$($(GO) list ./... | grep -v /cmd/)
	$(GO) test -race -shuffle=on -timeout 12m -parallel 5 ./cmd/...

widget:
	cd $(WIDGET) && npm ci --no-audit --no-fund --loglevel=error && npx --no-install tsc --noEmit

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

setup-postgres:
	@scripts/need.sh postgres postgresql

setup-chromium:
	@scripts/need.sh chromium chromium fonts-noto-cjk

setup-node:
	@scripts/need.sh npm npm

clean:
	rm -rf bin $(WIDGET)/node_modules
