//! What the linker knew (`--emit-relocs`): where each constant lies, and what refers to it.
//!
//! The module that wasm-bindgen writes has none of that, but the same addresses, the same places in the table, and the
//! same names.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context as _, Result, ensure};
use wasmparser::{
    KnownCustom, Linking, Operator, Parser, Payload, RelocSectionReader, RelocationEntry, RelocationType,
    SymbolInfo,
};

use super::program::{Program, constant, without_hashes};

/// What something refers to.
#[derive(Clone, Debug, Default)]
pub(super) struct References {
    /// Places in the table of functions.
    pub(super) slots: BTreeSet<u32>,
    /// Constants and variables, by their number in `Linked::data`.
    pub(super) data: BTreeSet<usize>,
}

impl References {
    fn add(&mut self, other: &Self) {
        self.slots.extend(&other.slots);
        self.data.extend(&other.data);
    }
}

/// A constant or a variable.
#[derive(Debug)]
pub(super) struct Datum {
    pub(super) range: Range<u32>,
    pub(super) references: References,
}

/// What the linker knew of a module.
#[derive(Default)]
pub(super) struct Linked {
    pub(super) data: Vec<Datum>,
    /// What functions refer to, by their names.
    functions: BTreeMap<String, References>,
    /// All functions there are.
    names: BTreeSet<String>,
    /// What bytes refer to that are no symbol's.
    pub(super) unknown: References,
}

/// What a symbol is.
enum Symbol {
    Function(u32),
    Datum(usize),
    Other,
}

/// Where sections lie in the file, and segments in memory.
#[derive(Default)]
struct Places {
    code: Option<(u32, Range<usize>)>,
    data: Option<(u32, Range<usize>)>,
    /// Each segment's bytes in the file, and its address.
    segments: Vec<(Range<usize>, u32)>,
    bodies: Vec<Range<usize>>,
}

impl Linked {
    /// Reads a linked module that was written with `--emit-relocs`.
    pub(super) fn of(module: &[u8]) -> Result<Self> {
        let program = Program::of(module)?;
        let names = program.names.iter().map(|name| plain(name)).collect();
        let (mut linked, mut places) = (Self { names, ..Self::default() }, Places::default());
        let (mut symbols, mut relocations) = (Vec::new(), Vec::new());
        let mut number = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::CodeSectionStart { range, .. } => places.code = Some((number, range.clone())),
                Payload::CodeSectionEntry(body) => places.bodies.push(body.range()),
                Payload::DataSection(section) => {
                    places.data = Some((number, section.range()));
                    for datum in section.clone() {
                        let datum = datum?;
                        let address = constant(&datum.kind)?;
                        places.segments.push((datum.range.end - datum.data.len()..datum.range.end, address));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            let Linking::SymbolTable(table) = part? else { continue };
                            for symbol in table {
                                symbols.push(linked.symbol(&symbol?, &places)?);
                            }
                        }
                    }
                    KnownCustom::Reloc(relocation) => relocations.push(relocation),
                    _ => {}
                },
                _ => {}
            }
            number += u32::from(payload.as_section().is_some());
        }
        ensure!(
            !symbols.is_empty() && relocations.len() >= 2,
            "the linker left no relocations (--emit-relocs)"
        );
        let slots: BTreeMap<u32, u32> = program.slots.iter().map(|(&slot, &f)| (f, slot)).collect();
        for relocation in relocations {
            linked.relocate(&program, &places, &relocation, &symbols, &slots)?;
        }
        Ok(linked)
    }

    fn symbol(&mut self, symbol: &SymbolInfo<'_>, places: &Places) -> Result<Symbol> {
        Ok(match symbol {
            SymbolInfo::Func { index, .. } => Symbol::Function(*index),
            SymbolInfo::Data { symbol: Some(defined), .. } => {
                let Some((_, base)) = places.segments.get(defined.index as usize) else {
                    return Ok(Symbol::Other);
                };
                let start = base + defined.offset;
                self.data
                    .push(Datum { range: start..start + defined.size, references: References::default() });
                Symbol::Datum(self.data.len() - 1)
            }
            _ => Symbol::Other,
        })
    }

    fn relocate(
        &mut self,
        program: &Program,
        places: &Places,
        section: &RelocSectionReader<'_>,
        symbols: &[Symbol],
        slots: &BTreeMap<u32, u32>,
    ) -> Result<()> {
        let code = places.code.as_ref().filter(|(number, _)| *number == section.section_index());
        let data = places.data.as_ref().filter(|(number, _)| *number == section.section_index());
        let by_start = by_start(&self.data);
        for entry in section.entries() {
            let entry = entry?;
            let Some(to) = target(&entry, symbols, slots)? else { continue };
            if let Some((_, range)) = code {
                let at = range.start + entry.offset as usize;
                let body = places.bodies.partition_point(|body| body.end <= at);
                let name = program.names.get(body).context("a relocation outside of functions")?;
                self.functions.entry(plain(name)).or_default().add(&to);
            } else if let Some((_, range)) = data {
                let at = range.start + entry.offset as usize;
                let (bytes, base) = (places.segments.iter().find(|(bytes, _)| bytes.contains(&at)))
                    .context("a relocation outside of segments")?;
                let address = base + (at - bytes.start) as u32;
                let holders = holders(&self.data, &by_start, address);
                if holders.is_empty() {
                    self.unknown.add(&to);
                }
                for holder in holders {
                    self.data[holder].references.add(&to);
                }
            }
        }
        Ok(())
    }

    /// What a function of the module that wasm-bindgen wrote refers to besides what it calls.
    pub(super) fn references(&self, program: &Program, function: usize) -> Result<References> {
        let name = plain(&program.names[function]);
        match self.functions.get(&name) {
            Some(references) => Ok(references.clone()),
            None if self.names.contains(&name) => Ok(References::default()),
            None => self.guess(program, function),
        }
    }

    /// The linked module doesn't have it, wasm-bindgen has made it: every constant that could be an address is one.
    fn guess(&self, program: &Program, function: usize) -> Result<References> {
        let mut references = References::default();
        let by_start = by_start(&self.data);
        for operator in program.functions[function].body.get_operators_reader()? {
            if let Operator::I32Const { value } = operator? {
                let value = value.cast_unsigned();
                references.data.extend(holders(&self.data, &by_start, value));
                if program.slots.contains_key(&value) {
                    references.slots.insert(value);
                }
            }
        }
        Ok(references)
    }
}

/// A name as people read it, without the number that tells it from others of that name: those are taken together. What is
/// exported carries its crate's hash until wasm-bindgen takes it away.
pub(super) fn plain(name: &str) -> String {
    if let Ok(symbol) = rustc_demangle::try_demangle(name) {
        return without_hashes(&symbol.to_string());
    }
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some((name, _)) = name.rsplit_once('_').filter(|(_, hash)| is_hash(hash)) {
        return name.to_owned();
    }
    let number = name.strip_suffix(']').and_then(|name| name.rsplit_once('['));
    let number = number.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
    number.map_or(name, |(name, _)| name).to_owned()
}

/// What an entry says that is referred to, if it is a function's place or something in memory.
fn target(
    entry: &RelocationEntry,
    symbols: &[Symbol],
    slots: &BTreeMap<u32, u32>,
) -> Result<Option<References>> {
    use RelocationType as Type;
    let mut to = References::default();
    let symbol = || symbols.get(entry.index as usize).context("a relocation of no symbol");
    match entry.ty {
        Type::TableIndexSleb | Type::TableIndexI32 => {
            if let Symbol::Function(function) = symbol()? {
                to.slots.insert(*slots.get(function).context("a function that isn't in the table")?);
            }
        }
        Type::MemoryAddrLeb | Type::MemoryAddrSleb | Type::MemoryAddrI32 => {
            if let Symbol::Datum(datum) = symbol()? {
                to.data.insert(*datum);
            }
        }
        Type::FunctionIndexLeb | Type::TypeIndexLeb | Type::GlobalIndexLeb | Type::TableNumberLeb => {
            return Ok(None);
        }
        other => anyhow::bail!("a relocation of a kind that was not expected: {other:?}"),
    }
    Ok(Some(to))
}

/// Numbers of data by where they begin.
fn by_start(data: &[Datum]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..data.len()).collect();
    order.sort_by_key(|&datum| data[datum].range.start);
    order
}

/// The data that an address lies in. Few overlap.
fn holders(data: &[Datum], by_start: &[usize], address: u32) -> Vec<usize> {
    let end = by_start.partition_point(|&datum| data[datum].range.start <= address);
    let near = by_start[..end].iter().rev().take(64);
    near.copied().filter(|&datum| data[datum].range.contains(&address)).collect()
}
