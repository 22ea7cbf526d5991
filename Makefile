# What one does here, one verb each. CONTRIBUTING.md says when.

PREFIX ?= /usr/local
BIN = $(DESTDIR)$(PREFIX)/bin
MAN = $(DESTDIR)$(PREFIX)/share/man/man1
BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
FUZZ_SECONDS ?= 60
RELEASE = .build/release/softmax
# Without debug information the build takes a tenth less, the command the same time, and a third of the room.
PLAIN_RELEASE_FLAGS = -c release -debug-info-format none
# TRAITS='--traits Server' builds the server in everywhere, as CI does: another choice builds everything anew.
TRAITS ?=
RELEASE_FLAGS = $(PLAIN_RELEASE_FLAGS) $(TRAITS)
SWIFT_SOURCES = Package.swift Sources Tests Snippets Benchmarks/Package.swift Benchmarks/Sources Benchmarks/KernelBenchmarks \
  FuzzTesting/Package.swift FuzzTesting/Sources Examples/Package.swift Examples/Sources
SERVER_BUILD ?= release
SERVER_BUILD_FLAGS_release = $(PLAIN_RELEASE_FLAGS)
CLANG ?= clang
KERNELS = Sources/CSoftmaxKernels
CONFORMANCE = .build/conformance
CONFORMANCE_FILES = $(wildcard Tests/KernelConformance/*.c $(KERNELS)/*.c $(KERNELS)/targets/*.c)
CONFORMANCE_BUILD = $(CLANG) -Wall -Wextra -Werror -I$(KERNELS)/include $(CONFORMANCE_FILES) -lm
FAULTS = .build/faults
THREAD_TESTS = WorkerTeamTests|SameBitsTests|CholeskyFactorTests|StochasticGradientDescentTests|LazyStepTests|DerivativeTests
SANITIZERS = -g -fsanitize=address,undefined -fno-sanitize-recover=all -fuse-ld=lld

.PHONY: help train test test-kernels test-neon test-faults test-threads test-real-data test-report test-interop test-server test-studio test-mpi test-text web lint format docs book test-book book-outputs \
  bench bench-server bench-memory bench-mpi bench-kernels bench-calls bench-solvers bench-metrics bench-peers test-scikit-learn fuzz compare-safetensors install install-built bench-python test-python test-c wheel \
  uninstall dist test-dist clean

help:
	@sed -n 's/^## //p' Makefile

## make train           train on the embedded digits
train:
	swift run $(RELEASE_FLAGS) softmax train

## make test            all quick tests
test:
	swift test

## make test-kernels    the kernels' contract on every instruction set of this machine, and under sanitizers
test-kernels: $(CONFORMANCE)/optimized.txt $(CONFORMANCE)/sanitized.txt

## make test-neon       the same for NEON in an emulated processor, whose results must be this machine's
test-neon: $(CONFORMANCE)/neon.txt $(CONFORMANCE)/plain.txt
	tail -n 1 $(CONFORMANCE)/neon.txt >$(CONFORMANCE)/neon.sum
	tail -n 1 $(CONFORMANCE)/plain.txt | diff $(CONFORMANCE)/neon.sum -

# Each prints all that it checked, and ends with a failure that is shown.
$(CONFORMANCE)/%.txt: $(CONFORMANCE)/%
	$(RUN_$*) $< $(FLAGS_$*) >$@.part || { tail -n 20 $@.part; exit 1; }
	tail -n 2 $@.part
	mv $@.part $@

RUN_neon = qemu-aarch64
FLAGS_plain = --quick
FLAGS_neon = --quick
FLAGS_sanitized = --quick

$(CONFORMANCE)/optimized: BUILD_FLAGS = -O2
$(CONFORMANCE)/plain: BUILD_FLAGS = -O0
$(CONFORMANCE)/sanitized: BUILD_FLAGS = -O0 $(SANITIZERS)
$(CONFORMANCE)/neon: BUILD_FLAGS = -O2 --target=aarch64-linux-gnu -fuse-ld=lld -static

$(CONFORMANCE)/optimized $(CONFORMANCE)/plain $(CONFORMANCE)/sanitized $(CONFORMANCE)/neon: $(CONFORMANCE_FILES) \
  $(wildcard Tests/KernelConformance/*.h $(KERNELS)/generic/*.h $(KERNELS)/include/*.h)
	mkdir -p $(CONFORMANCE)
	$(CONFORMANCE_BUILD) $(BUILD_FLAGS) -o $@

## make test-faults     the command while calls fail, limits bind and kill -9 comes; FAULTS_FLAGS=--quick for a choice
test-faults: $(FAULTS)/inject.so
	swift build --product softmax
	python3 -B Tests/FaultInjection/faults.py .build/debug/softmax $< $(FAULTS_FLAGS)

$(FAULTS)/inject.so: Tests/FaultInjection/inject.c
	mkdir -p $(FAULTS)
	$(CLANG) -O1 -Wall -Wextra -Werror -shared -fPIC -o $@ $<

## make test-threads    the worker team and what it computes under ThreadSanitizer: a data race ends it
# Optimised, because code that is not specialised goes through the runtime, where the sanitizer does not look.
test-threads:
	TSAN_OPTIONS=halt_on_error=1:exitcode=66 swift test -c release -Xswiftc -enable-testing --sanitize=thread \
	  --scratch-path .build/threads --filter '$(THREAD_TESTS)'

## make test-real-data  the tutorial's figures on the real Fashion-MNIST, with a release build
test-real-data:
	swift build $(RELEASE_FLAGS) --product softmax
	SOFTMAX_COMMAND=$(RELEASE) swift test --filter FashionMNISTTests

## make web             copy the report's and the studio's pages (Web/ in their rooms) into the library
web:
	python3 -B Sources/SoftmaxReport/Web/embed.py
	python3 -B Sources/SoftmaxServer/Studio/Web/embed.py

## make test-report     the report in a browser: what it opens, sorts and scores, and that it is accessible to all
test-report:
	python3 -B Sources/SoftmaxReport/Web/embed.py --check
	python3 -B Sources/SoftmaxServer/Studio/Web/embed.py --check
	swift build --product softmax
	Tests/Browser/run.sh .build/debug/softmax

## make test-text        features of texts beside scikit-learn's; NEWSGROUPS="train.tab test.tab" for 20 Newsgroups, with times
test-text:
	Tests/Text/run.sh $(NEWSGROUPS)

## make test-interop    exports and imports in the programs that they are for; INTEROP_FLAGS=--quick, INTEROP_CHECKS="onnx"
test-interop:
	swift build $(RELEASE_FLAGS) --product softmax
	Tests/Interop/run.sh $(RELEASE) $(INTEROP_FLAGS) $(INTEROP_CHECKS)

## make test-server     serve with clients of others and hostile ones; SERVER_FLAGS=--quick, SERVER_CHECKS="triton"
# SERVER_BUILD=debug takes the other build.
test-server:
	swift build $(SERVER_BUILD_FLAGS_$(SERVER_BUILD)) --traits Server --product softmax
	Tests/Server/run.sh .build/$(SERVER_BUILD)/softmax $(SERVER_FLAGS) $(SERVER_CHECKS)

## make test-studio     the studio in a browser: trains, goes back, draws, compares, by keyboard; STUDIO_FLAGS=--quick
test-studio:
	python3 -B Sources/SoftmaxServer/Studio/Web/embed.py --check
	swift build $(PLAIN_RELEASE_FLAGS) --traits Server --product softmax
	Tests/Browser/studio.sh $(RELEASE) $(STUDIO_FLAGS) $(STUDIO_CHECKS)

## make test-mpi        several processes by the MPIs that are here; MPI_FLAGS=--quick, SOFTMAX_STANDARD_MPI=FOLDER of one of MPI 5
test-mpi:
	swift build $(RELEASE_FLAGS) --product softmax
	Tests/MPI/run.sh $(RELEASE) $(MPI_FLAGS)

## make bench-server    requests a second and latencies beside MLServer and FastAPI; BENCH_SERVER_FLAGS="--only one"
bench-server:
	swift build $(PLAIN_RELEASE_FLAGS) --traits Server --product softmax
	Tests/Server/run.sh $(RELEASE) --bench $(BENCH_SERVER_FLAGS)

## make wheel           the Python package as a wheel that needs no Swift, into .build/python/wheels
wheel:
	rm -rf .build/python/wheels
	"$$(Python/environment.sh Python/tests/requirements-quick.txt)" -m pip wheel --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation -w .build/python/wheels ./Python
	ls -l .build/python/wheels

## make test-python     the wheel in scikit-learn's checks and tests, and in our own; PYTHON_FLAGS=--quick for some
test-python:
	Python/test.sh $(PYTHON_FLAGS)

## make test-c          the C interface from a program in C, plain and under sanitizers
test-c:
	Examples/C/run.sh

## make bench-python    the Python package beside scikit-learn and sklearnex, in turns; BENCH_PYTHON_FLAGS=--quick
bench-python:
	Benchmarks/Python/run.sh $(BENCH_PYTHON_FLAGS)

## make fuzz            every reader on made bytes for FUZZ_SECONDS=60 each; FUZZ_READERS="idx json" chooses
fuzz:
	FUZZ_SECONDS=$(FUZZ_SECONDS) FuzzTesting/run.sh $(FUZZ_READERS)

## make compare-safetensors  our reader beside PyPI's safetensors on 100,000 made files; COMPARE_FLAGS="COUNT SEED"
compare-safetensors:
	FuzzTesting/compare-safetensors.sh $(COMPARE_FLAGS)

## make lint            check the form of every Swift file
lint:
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

## make format          put every Swift file into that form
format:
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

## make docs            the articles and the libraries' reference, into .build/documentation; a warning is an error
docs:
	Documentation/build.sh

## make book            the tutorial's site in English and Chinese, into .build/book/site; needs pandoc and no network
book:
	python3 -B Book/build.py site .build/book/site
	@echo "the book: .build/book/site/index.html"

## make test-book       the book's programs and commands print what it says; spelling, links, every page in a browser
test-book:
	.ci/book

## make book-outputs    write anew what the book's programs and commands print and draw, into Book/Outputs
book-outputs:
	swift build --build-tests
	python3 -B Book/outputs.py .build/debug --record

## make bench           the tutorial's run, five times: seconds of training and peak memory
bench:
	swift build $(RELEASE_FLAGS) --product softmax
	$(RELEASE) datasets fetch fashion-mnist
	@for run in 1 2 3 4 5; do \
	  $(RELEASE) train fashion-mnist --solver sgd --json 2>/dev/null \
	    | sed -n 's/^ *"\(train\|peakMemoryBytes\|weightsSHA256\)" : \(.*[^,]\),*$$/\1 \2/p' | paste -s -d ' ' -; \
	done

## make bench-kernels   the kernels' rates beside the machine's own peak; RATES_FLAGS=avx2 chooses one table
bench-kernels:
	swift build -c release --package-path Benchmarks --product kernel-rates
	Benchmarks/.build/release/kernel-rates $(RATES_FLAGS)

## make bench-calls     the library's heavy calls; CALLS_FLAGS="--filter 'Pass.*threads 1'" chooses
bench-calls:
	swift package --package-path Benchmarks benchmark --target KernelBenchmarks --no-progress $(CALLS_FLAGS)

## make bench-solvers   what each method takes on 20 shapes, and auto beside the best; COSTS_FLAGS=--quick for smaller ones
bench-solvers:
	swift build -c release --package-path Benchmarks --product solver-costs
	Benchmarks/.build/release/solver-costs $(COSTS_FLAGS)

## make bench-metrics   every metric of ten million predictions, and intervals of a million
bench-metrics:
	swift build -c release --package-path Benchmarks --product metric-rates
	Benchmarks/.build/release/metric-rates

## make bench-memory    fits to more data than memory, 1 GB and 4 GB within 400 MB; MEMORY_FLAGS="--quick"
bench-memory:
	swift build $(RELEASE_FLAGS) --product softmax
	test -x Benchmarks/.build/large-data/bin/python || python3 -m venv Benchmarks/.build/large-data
	Benchmarks/.build/large-data/bin/python -m pip install --quiet --disable-pip-version-check numpy==2.4.6
	Benchmarks/.build/large-data/bin/python Benchmarks/LargeData/large_data.py $(RELEASE) Benchmarks/.build/large-data/data $(MEMORY_FLAGS)

## make bench-mpi       two processes beside one, and beside mpi4py with SciPy's L-BFGS; MPI_BENCH_FLAGS=--quick
bench-mpi:
	swift build $(RELEASE_FLAGS) --product softmax
	python=$$(Python/environment.sh Benchmarks/SeveralProcesses/requirements.txt) && \
	  "$$python" -B Benchmarks/SeveralProcesses/several_processes.py $(RELEASE) Benchmarks/.build/several-processes $(MPI_BENCH_FLAGS)

## make bench-peers     ours and the peers' in turns, one table; BENCH_FLAGS='--only a,c --rounds 15' or --quick
bench-peers:
	swift build $(RELEASE_FLAGS) --product softmax
	swift build -c release --package-path Benchmarks --product peer-rounds
	Benchmarks/Peers/setup.sh
	Benchmarks/.build/peers/bin/python Benchmarks/Peers/bench_peers.py $(BENCH_FLAGS)

## make test-scikit-learn  scikit-learn's tests of logistic regression, fitted by the command; SCIKIT_FLAGS=--keep
test-scikit-learn:
	swift build $(RELEASE_FLAGS) --product softmax
	Benchmarks/Peers/setup.sh
	Benchmarks/.build/peers/bin/python -B Benchmarks/Peers/scikit_tests/run.py --softmax $(RELEASE) $(SCIKIT_FLAGS)

## make install         the command into $(PREFIX)/bin, with its manual page and completions for bash, zsh and fish
# It uses the libraries of this Swift toolchain.
install:
	swift build $(RELEASE_FLAGS) --product softmax
	$(MAKE) --no-print-directory install-built

install-built:
	install -d "$(BIN)" "$(MAN)" "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" "$(FISH_COMPLETIONS)"
	install -m 755 $(RELEASE) "$(BIN)/softmax"
	Documentation/manual.sh $(RELEASE) >"$(MAN)/softmax.1"
	$(RELEASE) --generate-completion-script bash >"$(BASH_COMPLETIONS)/softmax"
	$(RELEASE) --generate-completion-script zsh >"$(ZSH_COMPLETIONS)/_softmax"
	$(RELEASE) --generate-completion-script fish >"$(FISH_COMPLETIONS)/softmax.fish"

## make uninstall       remove what make install has put there, with the same PREFIX and DESTDIR
# The folders stay: others use them too.
uninstall:
	rm -f "$(BIN)/softmax" "$(MAN)/softmax.1" "$(BASH_COMPLETIONS)/softmax" "$(ZSH_COMPLETIONS)/_softmax" \
	  "$(FISH_COMPLETIONS)/softmax.fish"

DIST = .build/dist
ARCHIVE_NAME = softmax-$$($(DIST)/release/softmax --version | cut -d ' ' -f 2)-$$(uname -s | tr A-Z a-z)-$$(uname -m)

## make dist            an archive for machines without Swift, into .build/dist, with its SHA-256
# Swift's own libraries are in the command, the C library is the machine's, and libcurl is looked for by the first download.
dist: $(DIST)/lib/libcurl.a
	swift build $(RELEASE_FLAGS) --product softmax --scratch-path $(DIST) --static-swift-stdlib \
	  -Xlinker -L$(abspath $(DIST)/lib)
	rm -rf $(DIST)/archive && mkdir -p $(DIST)/archive
	$(MAKE) --no-print-directory install-built RELEASE=$(DIST)/release/softmax PREFIX= \
	  DESTDIR="$(DIST)/archive/$(ARCHIVE_NAME)"
	strip "$(DIST)/archive/$(ARCHIVE_NAME)/bin/softmax"
	cp LICENSE "$(DIST)/archive/$(ARCHIVE_NAME)/LICENSE"
	cp Distribution/README.md "$(DIST)/archive/$(ARCHIVE_NAME)/README.md"
	tar --sort=name --owner=0 --group=0 --numeric-owner -C $(DIST)/archive -cf - "$(ARCHIVE_NAME)" \
	  | gzip -9n >"$(DIST)/$(ARCHIVE_NAME).tar.gz"
	cd $(DIST) && sha256sum "$$(basename "$$(ls -t softmax-*.tar.gz | head -n 1)")" | tee SHA256SUMS

$(DIST)/lib/libcurl.a: Distribution/libcurl.c
	mkdir -p $(DIST)/lib
	$(CLANG) -O2 -Wall -Wextra -Werror -c -o $(DIST)/lib/libcurl.o $<
	ar rcs $@ $(DIST)/lib/libcurl.o

## make test-dist       that archive in a bare Debian 12, where root and debootstrap are there
test-dist:
	Distribution/test-archive.sh $(DIST)

## make clean           remove everything that was built
clean:
	swift package clean
	rm -rf .build Benchmarks/.build FuzzTesting/.build Examples/.build
