//! The tests of `src/simd` as a WebAssembly module that a few lines of JavaScript can run: `run(n)` runs test number `n`
//! and traps if it fails, after `name()` said which one it is and, if it fails, `message()` why.

use std::cell::RefCell;

#[path = "../../../../src/simd/mod.rs"]
#[allow(dead_code, missing_docs, unused_imports)]
mod simd;

#[cfg(target_feature = "relaxed-simd")]
use simd::{code_tests::relaxed as codes, tests::relaxed as floats};
#[cfg(not(target_feature = "relaxed-simd"))]
use simd::{code_tests::simd128 as codes, tests::simd128 as floats};

thread_local! {
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

fn check(number: usize) -> Option<(&'static str, fn())> {
    codes::CHECKS.iter().chain(floats::CHECKS).nth(number).copied()
}

/// How many tests there are.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> usize {
    codes::CHECKS.len() + floats::CHECKS.len()
}

/// The name of test number `number`, in the memory that [`text`] and [`text_length`] tell.
#[unsafe(no_mangle)]
pub extern "C" fn name(number: usize) {
    TEXT.set(check(number).map_or_else(String::new, |(name, _)| name.to_owned()));
}

/// Runs a test. One that fails traps, its message in the memory that [`text`] and [`text_length`] tell.
#[unsafe(no_mangle)]
pub extern "C" fn run(number: usize) {
    std::panic::set_hook(Box::new(|info| TEXT.set(info.to_string())));
    match check(number) {
        Some((_, test)) => test(),
        None => panic!("there is no test {number}"),
    }
}

/// One number made of the bits of scores by codes, the same for every engine and instruction set.
#[unsafe(no_mangle)]
pub extern "C" fn hash() -> u64 {
    codes::hash()
}

/// Where the last text is.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn text_length() -> usize {
    TEXT.with_borrow(String::len)
}
