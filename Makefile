# Each target is one line into scripts/. `make build` is enough to use pkg/, `make test` runs everything.
.PHONY: build demo encoder test test-packaging test-kill test-power torture check bench size

build:  ; @scripts/build.sh
demo:   build ; @node scripts/demo.mjs
encoder: ; @scripts/encoder.sh
test:   ; @node scripts/test.mjs
test-packaging: ; @PACKAGING=all node scripts/test.mjs packaging
test-kill:  build ; @node scripts/reliability.mjs ci kill
test-power: build ; @node scripts/reliability.mjs ci power
torture:    build ; @node scripts/reliability.mjs torture
check:  ; @scripts/check.sh
bench:  build ; @scripts/bench.sh
size:   build ; @node scripts/size.mjs
