# Each target is one line into scripts/. `make build` is enough to use pkg/, `make test` runs everything.
.PHONY: build demo test check bench size

build:  ; @scripts/build.sh
demo:   build ; @node scripts/demo.mjs
test:   ; @node scripts/test.mjs
check:  ; @scripts/check.sh
bench:  build ; @scripts/bench.sh
size:   build ; @node scripts/size.mjs
