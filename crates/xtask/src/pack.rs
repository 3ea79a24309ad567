//! The page's module, packed: what it does stays, what it is loaded as shrinks.
//!
//! gzip finds what repeats in the 32 KB behind it. The same generic function made for many types lies all over a module
//! of megabytes, so this puts functions that have much in common side by side: a sixteenth less to load, and the
//! very same instructions.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, ImportSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionSectionReader, ImportSectionReader, Parser, Payload,
    TypeRef,
};

/// How many bytes in a row count as something in common.
const PIECE: usize = 6;
/// A piece in more functions than this says nothing about any two of them.
const COMMON: usize = 400;
/// How far back a function is looked for that the next one resembles. Below gzip's own window: the nearer, the cheaper.
const WINDOW: usize = 24_000;

/// The module with one function of each kind, in the order that packs best, without custom sections.
pub(crate) fn packed(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = module.to_owned();
    // Callers of functions that were the same may be the same now.
    loop {
        let functions = Functions::of(&module)?;
        let (order, places) = distinct(&functions);
        if order.len() == functions.bodies.len() {
            break;
        }
        module = rewritten(&module, Moving { imported: functions.imported, order, places, names: None })?.0;
    }
    let functions = Functions::of(&module)?;
    let order = order(&functions.bodies);
    let mut places = vec![0; order.len()];
    for (place, &function) in order.iter().enumerate() {
        places[function] = place as u32;
    }
    let moving = Moving { imported: functions.imported, order, places, names: None };
    Ok(rewritten(&module, moving)?.0)
}

/// The module with short names for what it imports, and the script that imports it, with the same names. wasm-bindgen's
/// have a hash each, which doesn't pack.
pub(crate) fn renamed(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let functions = Functions::of(module)?;
    let order: Vec<usize> = (0..functions.bodies.len()).collect();
    let places = (0..order.len() as u32).collect();
    let moving = Moving { imported: functions.imported, order, places, names: Some(Vec::new()) };
    let (module, names) = rewritten(module, moving)?;
    let mut script = script.to_owned();
    for (number, name) in names.iter().enumerate() {
        let member = format!(" {name}: ");
        ensure!(script.matches(&member).count() == 1, "the script doesn't define {name} once");
        script = script.replace(&member, &format!(" {}: ", short(number)));
    }
    Ok((module, script))
}

/// What a module has in functions.
struct Functions<'a> {
    imported: u32,
    types: Vec<u32>,
    bodies: Vec<&'a [u8]>,
}

impl<'a> Functions<'a> {
    fn of(module: &'a [u8]) -> Result<Self> {
        let mut functions = Self { imported: 0, types: Vec::new(), bodies: Vec::new() };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    functions.types = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        Ok(functions)
    }
}

/// One function of each kind, and which of them stands for each that there is.
fn distinct(functions: &Functions) -> (Vec<usize>, Vec<u32>) {
    let mut seen = BTreeMap::new();
    let (mut order, mut places) = (Vec::new(), Vec::new());
    for (function, what) in functions.types.iter().zip(&functions.bodies).enumerate() {
        let place = *seen.entry(what).or_insert_with(|| {
            order.push(function);
            order.len() as u32 - 1
        });
        places.push(place);
    }
    (order, places)
}

/// The module with its functions elsewhere, and what its imports were called if they have new names.
fn rewritten(module: &[u8], mut moving: Moving) -> Result<(Vec<u8>, Vec<String>)> {
    let mut out = Module::new();
    moving
        .parse_core_module(&mut out, Parser::new(0), module)
        .map_err(|error| anyhow!("moving functions: {error}"))?;
    Ok((out.finish(), moving.names.unwrap_or_default()))
}

fn short(number: usize) -> String {
    format!("i{number}")
}

/// Always the function that has most in common with those placed last, for its length.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let shared = Shared::of(bodies);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|&function| bodies[function].len());
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    let mut placed = vec![0_u32; shared.holders.len()];
    let mut found = vec![0_u32; bodies.len()];
    let (mut oldest, mut held) = (0, 0);
    // Nothing in common is no worse than the largest: it comes last in `left`. A long function counts for more than by its
    // length: what it has in common is more.
    let worth = |found: &[u32], function: usize| {
        f64::from(found[function]).powi(5) / (bodies[function].len() as f64 + 20.0).powi(4)
    };
    while let Some(place) = (0..left.len())
        .max_by(|&a, &b| worth(&found, left[a]).total_cmp(&worth(&found, left[b])).then(a.cmp(&b)))
    {
        let function = left.remove(place);
        order.push(function);
        held += bodies[function].len();
        for &piece in &shared.pieces[function] {
            placed[piece] += 1;
            if placed[piece] == 1 {
                shared.holders[piece].iter().for_each(|&holder| found[holder] += 1);
            }
        }
        while held > WINDOW && oldest + 1 < order.len() {
            let gone = order[oldest];
            oldest += 1;
            held -= bodies[gone].len();
            for &piece in &shared.pieces[gone] {
                placed[piece] -= 1;
                if placed[piece] == 0 {
                    shared.holders[piece].iter().for_each(|&holder| found[holder] -= 1);
                }
            }
        }
    }
    order
}

/// The pieces that several functions have, from both sides.
struct Shared {
    /// The functions that hold a piece.
    holders: Vec<Vec<usize>>,
    /// The pieces that a function holds.
    pieces: Vec<Vec<usize>>,
}

impl Shared {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut found: Vec<(&[u8], usize)> = Vec::new();
        for (function, body) in bodies.iter().enumerate() {
            found.extend(body.windows(PIECE).map(|piece| (piece, function)));
        }
        found.sort_unstable();
        found.dedup();
        let mut shared = Self { holders: Vec::new(), pieces: vec![Vec::new(); bodies.len()] };
        for holders in found.chunk_by(|(a, _), (b, _)| a == b) {
            if (2..=COMMON).contains(&holders.len()) {
                for &(_, function) in holders {
                    shared.pieces[function].push(shared.holders.len());
                }
                shared.holders.push(holders.iter().map(|&(_, function)| function).collect());
            }
        }
        shared
    }
}

/// Writes a module anew with its functions in another order.
struct Moving {
    /// Imported functions keep their numbers, which come first.
    imported: u32,
    /// The functions that stay.
    order: Vec<usize>,
    /// Where each function goes, or the one that stands for it.
    places: Vec<u32>,
    /// What imports were called, where they get new names.
    names: Option<Vec<String>>,
}

impl Reencode for Moving {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let Some(own) = function.checked_sub(self.imported) else { return Ok(function) };
        Ok(self.imported + self.places[own as usize])
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            let entity = self.entity_type(import.ty)?;
            if let Some(names) = &mut self.names {
                imports.import(import.module, &short(names.len()), entity);
                names.push(import.name.to_owned());
            } else {
                imports.import(import.module, import.name, entity);
            }
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, ExportSection, Function, TypeSection, ValType};
    use wasmparser::{FunctionBody, Operator};

    use super::*;

    const SCRIPT: &str = "{\n    __wbg_help_5d9b: f,\n}";

    /// Functions of five kinds; each calls the one before it (the first one an import) and is exported under its number.
    fn sample(count: u32) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        types.ty().function([], [ValType::I64]);
        let (mut functions, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for number in 0..count {
            functions.function(number % 2);
            exports.export(&number.to_string(), ExportKind::Func, number + 1);
            let mut function = Function::new([]);
            let mut body = function.instructions();
            body.i32_const(number.cast_signed()).drop();
            for constant in 0..20 + (number % 5) {
                body.i64_const(i64::from((number % 5) * 1_000_000 + constant)).drop();
            }
            body.call(number).drop();
            if number % 2 == 0 {
                body.i32_const(0);
            } else {
                body.i64_const(0);
            }
            body.end();
            code.function(&function);
        }
        let mut module = Module::new();
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", "__wbg_help_5d9b", EntityType::Function(0));
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    /// What each export does: its type, the constant it begins with, and the constant that the function it calls begins with.
    fn told(module: &[u8]) -> Vec<(String, u32, i32, Option<i32>)> {
        let (mut types, mut exports, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::FunctionSection(section) => types.extend(section.into_iter().map(Result::unwrap)),
                Payload::ExportSection(section) => exports.extend(section.into_iter().map(Result::unwrap)),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let first = |body: &FunctionBody| match body.get_operators_reader().unwrap().read().unwrap() {
            Operator::I32Const { value } => value,
            other => panic!("{other:?}"),
        };
        let called = |body: &FunctionBody| {
            let mut operators = body.get_operators_reader().unwrap().into_iter().map(Result::unwrap);
            operators.find_map(|operator| match operator {
                Operator::Call { function_index } => {
                    Some(function_index.checked_sub(1).map_or(-1, |own| first(&bodies[own as usize])))
                }
                _ => None,
            })
        };
        let mut told: Vec<_> = exports
            .iter()
            .map(|export| {
                let own = export.index as usize - 1;
                (export.name.to_owned(), types[own], first(&bodies[own]), called(&bodies[own]))
            })
            .collect();
        told.sort();
        told
    }

    #[test]
    fn functions_move_and_everything_finds_them() {
        let before = sample(40);
        let after = packed(&before).unwrap();
        assert_ne!(before, after);
        assert_eq!(told(&before), told(&after));
        assert_eq!(told(&after).len(), 40);
        wasmparser::validate(&after).unwrap();
    }

    #[test]
    fn imports_have_short_names_on_both_sides() {
        let before = sample(5);
        let (after, script) = renamed(&before, SCRIPT).unwrap();
        assert_eq!(script, "{\n    i0: f,\n}");
        assert_eq!(told(&before), told(&after));
        assert!(renamed(&before, "{}").is_err());
    }

    #[test]
    fn of_equal_functions_one_is_kept() {
        // Every function is there twice, and calls the same.
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        types.ty().function([], []);
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        for number in 0..8 {
            functions.function(0);
            exports.export(&number.to_string(), ExportKind::Func, number);
            let mut function = Function::new([]);
            if number >= 2 {
                function.instructions().call(number - 2).call(number - 2);
            }
            function.instructions().end();
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        let after = packed(&module.finish()).unwrap();
        wasmparser::validate(&after).unwrap();
        assert_eq!(Functions::of(&after).unwrap().bodies.len(), 4);
        let mut places = BTreeMap::new();
        for payload in Parser::new(0).parse_all(&after) {
            if let Payload::ExportSection(section) = payload.unwrap() {
                places.extend(section.into_iter().map(Result::unwrap).map(|e| (e.name, e.index)));
            }
        }
        for number in 0..4 {
            assert_eq!(places[&*(number * 2).to_string()], places[&*(number * 2 + 1).to_string()]);
        }
    }

    #[test]
    fn what_is_alike_comes_together() {
        let module = packed(&sample(40)).unwrap();
        let mut kinds = Vec::new();
        for payload in Parser::new(0).parse_all(&module) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                let mut operators = body.get_operators_reader().unwrap();
                if let Operator::I32Const { value } = operators.read().unwrap() {
                    kinds.push(value % 5);
                }
            }
        }
        assert_eq!(kinds.len(), 40);
        kinds.dedup();
        assert_eq!(kinds.len(), 5, "{kinds:?}");
    }
}
