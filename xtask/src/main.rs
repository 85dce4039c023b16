//! Makes JavaScript bindings for a compiled WebAssembly module: `xtask MODULE.wasm OUT_DIR`.
//!
//! This is `wasm-bindgen --target web`, pinned to the version that the core is built with.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = arguments.as_slice() else {
        eprintln!("usage: xtask MODULE.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let result = bindgen
        .input_path(input)
        .out_name("weavelet")
        .typescript(true)
        // an instance that trapped is replaced by a new one
        .reset_state_function(true)
        .web(true)
        // Each entry point passes the module itself; a default path would make bundlers copy the file twice.
        .and_then(|bindgen| bindgen.omit_default_module_path(true).generate(output));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot make bindings for {input}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
