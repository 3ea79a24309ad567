//! The page's module in two: what the first minutes need, and the rest, which is loaded when it is called.
//!
//! Nothing in the sources knows of it. Functions of the modules that `later.txt` names move into a second WebAssembly
//! module, with what only they call. Both share memory, table and stack. In the first module a stub stands for each of
//! them that is called from there; the first stub to be called loads the rest, and waits for it (`rest.js`). A page
//! that is given the time has loaded it before.

mod encode;
mod program;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use self::program::Program;

/// The file of the rest, beside the first module.
pub(crate) const REST: &str = "app_rest.wasm";
/// What the script says, around which the rest's is put.
const IMPORTS: &str = "const import0 = {";

/// Functions of so many bytes are not worth a stub. They move when nothing that stays calls them.
const SMALL: usize = 64;

/// A module in two parts and the script that knows of both.
pub(crate) struct Parts {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<u8>,
    pub(crate) script: String,
    /// The functions of the rest, by name.
    pub(crate) moved: Vec<String>,
    /// Those of them that the first part calls, each with who does.
    pub(crate) stubs: Vec<String>,
}

/// The paths of modules that come later, one a line; those that stay all the same begin with a minus.
pub(crate) fn later() -> Vec<&'static str> {
    let lines = include_str!("later.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Parts a module, which must still have the names of its functions, and the script that loads it.
pub(crate) fn split(module: &[u8], script: &str, later: &[&str]) -> Result<Parts> {
    let program = Program::of(module)?;
    for path in later {
        if !program.names.iter().any(|name| names(name, path.trim_start_matches('-'))) {
            eprintln!("later.txt: there is no function of {path}");
        }
    }
    let halves = Halves::of(&program, later);
    let (first, rest) = (encode::first(&program, &halves)?, encode::rest(&program, &halves)?);
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
    Ok(Parts { first, rest, script: script.replace(IMPORTS, &imports) + &own, moved, stubs })
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

/// Which function is where. All are numbers as they were in the whole module.
struct Halves {
    /// Own functions that stay, ascending.
    stay: Vec<u32>,
    /// Own functions that move, ascending.
    gone: Vec<u32>,
    /// Those of them that are called from the first part, or lie in its table: each has a stub.
    called: Vec<u32>,
    /// What the rest calls of the first part, imported functions too.
    needed: Vec<u32>,
}

impl Halves {
    fn of(program: &Program, later: &[&str]) -> Self {
        let named: Vec<bool> = (program.names.iter().zip(&program.functions))
            .map(|(name, function)| {
                !function.bound
                    && function.body.range().len() > SMALL
                    // Types that are laid out alike share what drops them, whatever its name says.
                    && !name.starts_with("core::ptr::drop_in_place")
                    && later.iter().any(|path| names(name, path))
                    && !later.iter().any(|path| path.strip_prefix('-').is_some_and(|path| names(name, path)))
            })
            .collect();
        let own = |function: u32| function.checked_sub(program.imported).map(|own| own as usize);
        let stays = |function: u32| own(function).is_none_or(|own| !named[own]);
        // What is reached without the rest stays.
        let bound = (program.imported..).zip(&program.functions).filter(|(_, f)| f.bound).map(|(at, _)| at);
        let mut reached: BTreeSet<u32> = BTreeSet::new();
        let mut open: Vec<u32> = program.roots.iter().copied().chain(bound).filter(|&f| stays(f)).collect();
        while let Some(function) = open.pop() {
            if let Some(own) = own(function)
                && reached.insert(function)
            {
                open.extend(program.functions[own].calls.iter().filter(|&&callee| stays(callee)));
            }
        }
        let all = program.imported..program.imported + program.functions.len() as u32;
        let (stay, gone): (Vec<u32>, Vec<u32>) = all.partition(|function| reached.contains(function));
        let is_gone = |function: &u32| gone.binary_search(function).is_ok();
        let calls = |functions: &[u32]| -> BTreeSet<u32> {
            functions
                .iter()
                .filter_map(|&f| own(f))
                .flat_map(|f| &program.functions[f].calls)
                .copied()
                .collect()
        };
        let called =
            calls(&stay).iter().chain(&program.roots).copied().filter(is_gone).collect::<BTreeSet<_>>();
        let needed = calls(&gone).into_iter().filter(|function| !is_gone(function)).collect();
        Self { called: called.into_iter().collect(), needed, stay, gone }
    }
}

#[cfg(test)]
mod tests;
