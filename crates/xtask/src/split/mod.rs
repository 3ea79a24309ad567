//! The page's module in two: what the first minutes need, and the rest, which is loaded when it is called.
//!
//! Nothing in the sources knows of it. Functions of the modules that `later.txt` names move into a second WebAssembly
//! module, with what only they call. Both share memory, table and stack. In the first module a stub stands for each of
//! them that is called from there; the first stub to be called loads the rest, and waits for it (`rest.js`). A page
//! that is given the time has loaded it before.

mod encode;
mod halves;
mod linked;
mod memory;
mod program;

use anyhow::{Result, ensure};

use self::halves::{Graph, Halves};
use self::linked::Linked;
use self::memory::Memory;
use self::program::Program;

/// The file of the rest, beside the first module.
pub(crate) const REST: &str = "app_rest.wasm";
/// What the script says, around which the rest's is put.
const IMPORTS: &str = "const import0 = {";

/// A module in two parts and the script that knows of both.
pub(crate) struct Parts {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<u8>,
    pub(crate) script: String,
    /// The functions of the rest, by name.
    pub(crate) moved: Vec<String>,
    /// The functions of the first part, the largest first, each with its size.
    pub(crate) stayed: Vec<String>,
    /// Those of the rest that the first part calls, each with who does.
    pub(crate) stubs: Vec<String>,
}

/// The paths of modules that come later, one a line; those that stay all the same begin with a minus.
pub(crate) fn later() -> Vec<&'static str> {
    let lines = include_str!("later.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Parts a module, which must still have the names of its functions, and the script that loads it. `linked` is what the
/// module was made of, with what the linker knew of it.
pub(crate) fn split(linked: &[u8], module: &[u8], script: &str, later: &[&str]) -> Result<Parts> {
    let program = Program::of(module)?;
    for path in later {
        if !program.names.iter().any(|name| names(name, path.trim_start_matches('-'))) {
            eprintln!("later.txt: there is no function of {path}");
        }
    }
    let graph = Graph::of(&program, Linked::of(linked)?)?;
    let halves = Halves::of(&program, &graph, later);
    let memory = Memory::of(&program, &graph, &halves);
    let (first, rest) =
        (encode::first(&program, &halves, &memory.first)?, encode::rest(&program, &halves, &memory.rest)?);
    ensure!(script.matches(IMPORTS).count() == 1, "the script has other imports than were known");
    let imports = format!("{IMPORTS}\n        {}: rest,", encode::LOAD);
    let own = include_str!("rest.js")
        .replace("FILE", REST)
        .replace("TABLE", &encode::table_name(&program))
        .replace("HERE", encode::HERE)
        .replace("FROM", &program.table.to_string())
        .replace("COUNT", &halves.needed.len().to_string());
    let name = |&function: &u32| program.names[(function - program.imported) as usize].clone();
    let moved = halves.gone.iter().map(name).collect();
    let stubs = stubs(&program, &halves);
    let size = |&function: &u32| program.functions[(function - program.imported) as usize].body.range().len();
    let mut stay = halves.stay.clone();
    stay.sort_by_key(|function| std::cmp::Reverse(size(function)));
    let stayed = stay.iter().map(|function| format!("{:>6} {}", size(function), name(function))).collect();
    Ok(Parts { first, rest, script: script.replace(IMPORTS, &imports) + &own, moved, stayed, stubs })
}

/// What the first part calls of the rest, and who calls it: what to read when the first minutes need the rest after all.
fn stubs(program: &Program, halves: &Halves) -> Vec<String> {
    let name = |function: u32| program.names[(function - program.imported) as usize].as_str();
    let calls =
        |of: u32, callee: u32| program.functions[(of - program.imported) as usize].calls.contains(&callee);
    let one = |&callee: &u32| {
        let callers: Vec<&str> =
            halves.stay.iter().filter(|&&of| calls(of, callee)).map(|&of| name(of)).collect();
        format!("{} <- {}", name(callee), callers.join(", "))
    };
    halves.called.iter().map(one).collect()
}

/// Whether a function's name has the path in it, from the path's first crate on.
fn names(name: &str, path: &str) -> bool {
    let inside =
        |before: &str| before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | ':'));
    name.match_indices(path).any(|(at, _)| !inside(&name[..at]))
}

#[cfg(test)]
mod tests;
