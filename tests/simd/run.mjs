// Runs the tests in one build of tests/simd/oracle, in whatever engine runs this file.

/** The tests of a compiled module: what passed, what failed and why, and the hash of its scores. */
export function runOracle(module) {
  let { exports } = new WebAssembly.Instance(module, {});
  const text = () =>
    new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.text(), exports.text_length()));
  const passed = [];
  const failed = [];
  const count = exports.count();
  for (let number = 0; number < count; number++) {
    exports.name(number);
    const name = text();
    try {
      exports.run(number);
      passed.push(name);
    } catch {
      failed.push(`${name}: ${text()}`);
      // one that trapped is not to be used any more
      exports = new WebAssembly.Instance(module, {}).exports;
    }
  }
  return { passed, failed, hash: BigInt.asUintN(64, exports.hash()).toString(16) };
}
