# What one does here, one verb each. CONTRIBUTING.md says when.

PREFIX ?= /usr/local
RELEASE = .build/release/softmax
SWIFT_SOURCES = Package.swift Sources Tests Snippets

.PHONY: help train test test-real-data lint format docs bench install clean

help:
	@sed -n 's/^## //p' Makefile

## make train           train on the embedded digits
train:
	swift run -c release softmax train

## make test            all quick tests
test:
	swift test

## make test-real-data  the tutorial's figures on the real Fashion-MNIST, with a release build
test-real-data:
	swift build -c release --product softmax
	SOFTMAX_COMMAND=$(RELEASE) swift test --filter FashionMNISTTests

## make lint            check the form of every Swift file
lint:
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

## make format          put every Swift file into that form
format:
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

## make docs            the libraries' documentation, into .build/documentation
docs:
	mkdir -p .build/documentation
	for library in SoftmaxRegression SoftmaxFiles SoftmaxData SoftmaxFormats SoftmaxReport; do \
	  SOFTMAX_DOCS=1 swift package --allow-writing-to-directory .build/documentation \
	    generate-documentation --target $$library --output-path .build/documentation/$$library || exit 1; \
	done

## make bench           the tutorial's run, five times: seconds of training and peak memory
bench:
	swift build -c release --product softmax
	$(RELEASE) datasets fetch fashion-mnist
	@for run in 1 2 3 4 5; do \
	  $(RELEASE) train fashion-mnist --solver sgd --json 2>/dev/null \
	    | sed -n 's/^ *"\(train\|peakMemoryBytes\|weightsSHA256\)" : \(.*[^,]\),*$$/\1 \2/p' | paste -s -d ' ' -; \
	done

## make install         the command into $(PREFIX)/bin; it uses the libraries of this Swift toolchain
install:
	swift build -c release --product softmax
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/softmax"

## make clean           remove everything that was built
clean:
	swift package clean
	rm -rf .build
