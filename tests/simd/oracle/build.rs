//! Makes `src/simd` compile its tests.

fn main() {
    println!("cargo::rustc-cfg=oracle");
}
