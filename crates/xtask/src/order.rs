//! The order of the functions in the page's module.
//!
//! gzip finds what repeats in the 32 KB behind it. The same generic function made for many types lies all over a module
//! of megabytes, so this puts functions that have much in common side by side: a sixteenth less to load, and the
//! very same instructions.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, CustomSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// How many bytes in a row count as something in common.
const PIECE: usize = 6;
/// A piece in more functions than this says nothing about any two of them.
const COMMON: usize = 400;
/// How far back a function is looked for that the next one resembles. Below gzip's own window: the nearer, the cheaper.
const WINDOW: usize = 24_000;

/// The module with its functions in the order that packs best, and without custom sections.
pub(crate) fn packed(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = order(&bodies);
    let mut places = vec![0; order.len()];
    for (place, &function) in order.iter().enumerate() {
        places[function] = place as u32;
    }
    let mut out = Module::new();
    let mut moving = Moving { imported, order, places };
    moving
        .parse_core_module(&mut out, Parser::new(0), module)
        .map_err(|error| anyhow!("moving functions: {error}"))?;
    Ok(out.finish())
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
    // Nothing in common is no worse than the largest: it comes last in `left`.
    let worth = |found: &[u32], function: usize| {
        f64::from(found[function]) / (bodies[function].len() as f64 + 20.0).powf(0.8)
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
    order: Vec<usize>,
    /// Where each function goes.
    places: Vec<u32>,
}

impl Reencode for Moving {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let Some(own) = function.checked_sub(self.imported) else { return Ok(function) };
        Ok(self.imported + self.places[own as usize])
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
    use wasm_encoder::{ExportKind, ExportSection, Function, TypeSection, ValType};
    use wasmparser::{FunctionBody, Operator};

    use super::*;

    /// Functions of growing length, by pairs alike; each calls the one before it and is exported under its number.
    fn sample(count: u32) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        types.ty().function([], [ValType::I64]);
        let (mut functions, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for number in 0..count {
            functions.function(number % 2);
            exports.export(&number.to_string(), ExportKind::Func, number);
            let mut function = Function::new([]);
            let mut body = function.instructions();
            body.i32_const(number as i32).drop();
            for constant in 0..20 + (number % 5) {
                body.i64_const(i64::from((number % 5) * 1_000_000 + constant)).drop();
            }
            if number > 0 {
                body.call(number - 1).drop();
            }
            if number % 2 == 0 {
                body.i32_const(0);
            } else {
                body.i64_const(0);
            }
            body.end();
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
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
                Operator::Call { function_index } => Some(first(&bodies[function_index as usize])),
                _ => None,
            })
        };
        let mut told: Vec<_> = exports
            .iter()
            .map(|export| {
                let body = &bodies[export.index as usize];
                (export.name.to_owned(), types[export.index as usize], first(body), called(body))
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
