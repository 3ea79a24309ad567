//! What must be known of a module to part it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, GlobalType,
    KnownCustom, MemoryType, Name, Operator, Parser, Payload, RefType, TypeRef,
};

/// A module in the order of its functions. Imported ones have the first numbers.
#[derive(Default)]
pub(super) struct Program<'a> {
    pub(super) module: &'a [u8],
    pub(super) types: Vec<FuncType>,
    /// How many functions are imported.
    pub(super) imported: u32,
    /// The type of every function, imported ones first.
    pub(super) signatures: Vec<u32>,
    pub(super) functions: Vec<Function<'a>>,
    /// The names of own functions.
    pub(super) names: Vec<String>,
    pub(super) globals: Vec<GlobalType>,
    pub(super) memory: Option<MemoryType>,
    /// How long the table of functions is.
    pub(super) table: u64,
    /// What is in the table, by place.
    pub(super) slots: BTreeMap<u32, u32>,
    /// Functions that can be called from outside.
    pub(super) roots: BTreeSet<u32>,
    /// Segments of memory: where each begins, and its bytes.
    pub(super) segments: Vec<(u32, &'a [u8])>,
}

/// One function of the module's own.
pub(super) struct Function<'a> {
    pub(super) body: FunctionBody<'a>,
    /// What it calls or points to.
    pub(super) calls: BTreeSet<u32>,
    /// The globals that it uses.
    pub(super) globals: BTreeSet<u32>,
    /// It does what only the first part can.
    pub(super) bound: bool,
}

impl<'a> Program<'a> {
    pub(super) fn of(module: &'a [u8]) -> Result<Self> {
        let mut program = Self { module, ..Self::default() };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        program.types.push(ty?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let TypeRef::Func(ty) = import?.ty else {
                            bail!("the module imports other than functions")
                        };
                        program.imported += 1;
                        program.signatures.push(ty);
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        program.signatures.push(ty?);
                        program.names.push(String::new());
                    }
                }
                Payload::TableSection(section) => {
                    let first = section.into_iter().next().context("a module without a table")??.ty;
                    ensure!(first.element_type == RefType::FUNCREF, "the first table isn't the functions'");
                    program.table = first.initial;
                }
                Payload::MemorySection(section) => program.memory = section.into_iter().next().transpose()?,
                Payload::GlobalSection(section) => {
                    for global in section {
                        program.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            program.roots.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => drop(program.roots.insert(func)),
                Payload::ElementSection(section) => {
                    for segment in section {
                        program.segment(segment?)?;
                    }
                }
                Payload::DataSection(section) => {
                    for segment in section {
                        let segment = segment?;
                        program.segments.push((constant(&segment.kind)?, segment.data));
                    }
                }
                Payload::CodeSectionEntry(body) => program.functions.push(Function::of(body)?),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            program.name(name?)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(program)
    }

    fn segment(&mut self, segment: wasmparser::Element<'_>) -> Result<()> {
        let ElementKind::Active { offset_expr, .. } = segment.kind else {
            bail!("a segment of functions that isn't active")
        };
        let start = number(&offset_expr)?;
        match segment.items {
            ElementItems::Functions(functions) => {
                for (slot, function) in (start..).zip(functions) {
                    self.slots.insert(slot, function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for (slot, expression) in (start..).zip(expressions) {
                    if let Some(function) = pointed(&expression?)? {
                        self.slots.insert(slot, function);
                    }
                }
            }
        }
        Ok(())
    }

    fn name(&mut self, name: Name<'_>) -> Result<()> {
        if let Name::Function(names) = name {
            for naming in names {
                let naming = naming?;
                let own = naming.index.checked_sub(self.imported).map(|own| own as usize);
                if let Some(name) = own.and_then(|own| self.names.get_mut(own)) {
                    *name = without_hashes(naming.name);
                }
            }
        }
        Ok(())
    }
}

/// A name without the hashes that say which build of a crate is meant.
pub(super) fn without_hashes(name: &str) -> String {
    let (mut out, mut left) = (String::with_capacity(name.len()), name);
    while let Some((before, after)) = left.split_once('[') {
        out += before;
        let hash = after
            .find(']')
            .filter(|&end| end > 8 && after.bytes().take(end).all(|byte| byte.is_ascii_hexdigit()));
        if let Some(end) = hash {
            left = &after[end + 1..];
        } else {
            out.push('[');
            left = after;
        }
    }
    out + left
}

/// Where a segment of memory begins.
pub(super) fn constant(kind: &DataKind<'_>) -> Result<u32> {
    let DataKind::Active { offset_expr, .. } = kind else { bail!("a segment of memory that isn't active") };
    number(offset_expr)
}

/// What a constant expression says.
fn number(expression: &ConstExpr<'_>) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => bail!("a segment that begins at {other:?}"),
    }
}

/// The function that a constant points to.
fn pointed(expression: &ConstExpr<'_>) -> Result<Option<u32>> {
    for operator in expression.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            return Ok(Some(function_index));
        }
    }
    Ok(None)
}

impl<'a> Function<'a> {
    fn of(body: FunctionBody<'a>) -> Result<Self> {
        let (mut calls, mut globals, mut bound) = (BTreeSet::new(), BTreeSet::new(), false);
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => drop(calls.insert(function_index)),
                Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                    globals.insert(global_index);
                }
                Operator::CallIndirect { table_index, .. } => bound |= table_index != 0,
                // Only wasm-bindgen's own functions do any of these.
                Operator::RefFunc { function_index } | Operator::ReturnCall { function_index } => {
                    calls.insert(function_index);
                    bound = true;
                }
                Operator::TableGet { .. }
                | Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableSize { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. }
                | Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::Throw { .. }
                | Operator::TryTable { .. } => bound = true,
                _ => {}
            }
        }
        Ok(Self { body, calls, globals, bound })
    }
}
