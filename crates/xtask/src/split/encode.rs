//! Writes the two parts.

use std::fmt;

use anyhow::{Context as _, Result, anyhow};
use flate2::Crc;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Module, TableSection,
    TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, DataSectionReader, ElementSectionReader, ExportSectionReader,
    FunctionSectionReader, GlobalSectionReader, ImportSectionReader, Parser, TableSectionReader,
    TypeSectionReader,
};

use super::halves::Halves;
use super::memory::Segment;
use super::program::Program;

/// The imported function that loads the rest.
pub(super) const LOAD: &str = "__rest_load";
/// The exported global that says that the rest is there.
pub(super) const HERE: &str = "__rest_here";

/// A part refers to something that it doesn't have.
#[derive(Debug)]
struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("something refers to what lies in neither part")
    }
}

impl std::error::Error for Lost {}

/// The name under which the table is shared. It is another one in every build, so that parts of two builds don't meet.
pub(super) fn table_name(program: &Program) -> String {
    let mut sum = Crc::new();
    sum.update(program.module);
    format!("__rest_{:08x}", sum.sum())
}

/// The name under which a global is shared.
fn global(number: u32) -> String {
    format!("__rest_global{number}")
}

/// The globals that the rest uses, ascending.
fn shared(program: &Program, halves: &Halves) -> Vec<u32> {
    let gone = halves.gone.iter().map(|&function| &program.functions[(function - program.imported) as usize]);
    let mut globals: Vec<u32> = gone.flat_map(|function| function.globals.iter().copied()).collect();
    globals.sort_unstable();
    globals.dedup();
    globals
}

fn place(of: &[u32], function: u32) -> Option<u32> {
    of.binary_search(&function).ok().map(|place| place as u32)
}

/// The first part: what stays, and a stub for each function that is called and gone.
pub(super) fn first(program: &Program, halves: &Halves, memory: &[Segment]) -> Result<Vec<u8>> {
    let mut out = Module::new();
    let mut first = First { program, halves, memory };
    let parsed = first.parse_core_module(&mut out, Parser::new(0), program.module);
    parsed.map_err(|error| anyhow!("writing the first part: {error}"))?;
    Ok(out.finish())
}

/// The rest: what is gone, with everything else imported. Its functions go into the table, where stubs find them.
pub(super) fn rest(program: &Program, halves: &Halves, bytes: &[Segment]) -> Result<Vec<u8>> {
    let memory = program.memory.context("a module without a memory")?;
    let globals = shared(program, halves);
    let mut rest = Rest { halves, globals: &globals };
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for ty in &program.types {
        types.ty().func_type(&rest.func_type(ty.clone()).map_err(|error| anyhow!("{error}"))?);
    }
    let memory = rest.memory_type(memory).map_err(|error| anyhow!("{error}"))?;
    imports.import("first", "memory", EntityType::Memory(memory));
    let table = wasm_encoder::TableType {
        element_type: wasm_encoder::RefType::FUNCREF,
        table64: false,
        minimum: program.table + (halves.needed.len() + halves.called.len()) as u64,
        maximum: None,
        shared: false,
    };
    imports.import("first", &table_name(program), EntityType::Table(table));
    for &number in &globals {
        let ty = rest.global_type(program.globals[number as usize]).map_err(|error| anyhow!("{error}"))?;
        imports.import("first", &global(number), EntityType::Global(ty));
    }
    for (place, &function) in halves.needed.iter().enumerate() {
        let ty = EntityType::Function(program.signatures[function as usize]);
        imports.import("needed", &place.to_string(), ty);
    }
    let (mut functions, mut code, mut elements) =
        (FunctionSection::new(), CodeSection::new(), ElementSection::new());
    for &function in &halves.gone {
        functions.function(program.signatures[function as usize]);
        let body = program.functions[(function - program.imported) as usize].body.clone();
        rest.parse_function_body(&mut code, body).map_err(|error| anyhow!("writing the rest: {error}"))?;
    }
    let called: Vec<u32> =
        (halves.called.iter().map(|&f| rest.function_index(f).unwrap_or_default())).collect();
    elements.active(
        None,
        &ConstExpr::i32_const(slot(program, halves, 0)),
        Elements::Functions(called.into()),
    );
    let mut free: Vec<(u32, Vec<u32>)> = Vec::new();
    for (&slot, &function) in &halves.free {
        let function = rest.function_index(function).unwrap_or_default();
        match free.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == slot => run.push(function),
            _ => free.push((slot, vec![function])),
        }
    }
    for (start, run) in free {
        let start = ConstExpr::i32_const(start.cast_signed());
        elements.active(None, &start, Elements::Functions(run.into()));
    }
    let mut out = Module::new();
    out.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
    out.section(&data(bytes));
    Ok(out.finish())
}

fn data(segments: &[Segment]) -> DataSection {
    let mut section = DataSection::new();
    for (start, bytes) in segments {
        section.active(0, &ConstExpr::i32_const(start.cast_signed()), bytes.iter().copied());
    }
    section
}

/// The place in the table where a function of `called` will be. What the rest needs lies before them.
fn slot(program: &Program, halves: &Halves, called: usize) -> i32 {
    (program.table as u32 + halves.needed.len() as u32 + called as u32).cast_signed()
}

struct Rest<'a> {
    halves: &'a Halves,
    globals: &'a [u32],
}

impl Reencode for Rest<'_> {
    type Error = Lost;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Lost>> {
        let needed = self.halves.needed.len() as u32;
        let gone = place(&self.halves.gone, function).map(|place| needed + place);
        gone.or_else(|| place(&self.halves.needed, function)).ok_or(Error::UserError(Lost))
    }

    fn global_index(&mut self, number: u32) -> Result<u32, Error<Lost>> {
        place(self.globals, number).ok_or(Error::UserError(Lost))
    }
}

struct First<'a> {
    program: &'a Program<'a>,
    halves: &'a Halves,
    memory: &'a [Segment],
}

impl First<'_> {
    /// A function of the type of one that is gone, which calls it through the table when it is there.
    fn stub(&self, called: usize) -> Function {
        let signature = self.program.signatures[self.halves.called[called] as usize];
        let mut stub = Function::new([]);
        let mut body = stub.instructions();
        body.global_get(self.program.globals.len() as u32).i32_eqz().if_(BlockType::Empty);
        body.call(self.program.imported).end();
        for local in 0..self.program.types[signature as usize].params().len() as u32 {
            body.local_get(local);
        }
        body.i32_const(slot(self.program, self.halves, called)).call_indirect(0, signature).end();
        stub
    }
}

impl Reencode for First<'_> {
    type Error = Lost;

    /// Imported functions keep their numbers; the loading one follows, then what stays, then the stubs.
    fn function_index(&mut self, function: u32) -> Result<u32, Error<Lost>> {
        let own = self.program.imported + 1;
        if function < self.program.imported {
            return Ok(function);
        }
        let stub = |place| own + self.halves.stay.len() as u32 + place;
        place(&self.halves.stay, function)
            .map(|place| own + place)
            .or_else(|| place(&self.halves.called, function).map(stub))
            .ok_or(Error::UserError(Lost))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        wasm_encoder::reencode::utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        let mut module = String::new();
        for import in section.into_imports() {
            let import = import?;
            imports.import(import.module, import.name, self.entity_type(import.ty)?);
            import.module.clone_into(&mut module);
        }
        imports.import(&module, LOAD, EntityType::Function(self.program.types.len() as u32));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        for &function in self.halves.stay.iter().chain(&self.halves.called) {
            functions.function(self.program.signatures[function as usize]);
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        let more = (self.halves.needed.len() + self.halves.called.len()) as u64;
        for (number, table) in section.into_iter().enumerate() {
            let mut table = self.table_type(table?.ty)?;
            if number == 0 {
                table.minimum += more;
                table.maximum = None;
            }
            tables.table(table);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        wasm_encoder::reencode::utils::parse_global_section(self, globals, section)?;
        let here = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(here, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        wasm_encoder::reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(&table_name(self.program), ExportKind::Table, 0);
        exports.export(HERE, ExportKind::Global, self.program.globals.len() as u32);
        for number in shared(self.program, self.halves) {
            exports.export(&global(number), ExportKind::Global, number);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: ElementSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        let start = self.program.slots.keys().next().copied().unwrap_or_default();
        let end = self.program.slots.keys().next_back().map_or(start, |last| last + 1);
        // In places that only the rest refers to is what nobody calls through the table.
        let nothing = self.program.imported;
        let mut all = Vec::new();
        for slot in start..end {
            let function = self.program.slots.get(&slot).filter(|_| !self.halves.free.contains_key(&slot));
            all.push(function.map_or(Ok(nothing), |&function| self.function_index(function))?);
        }
        elements.active(None, &ConstExpr::i32_const(start.cast_signed()), Elements::Functions(all.into()));
        let needed: Vec<u32> =
            self.halves.needed.iter().map(|&f| self.function_index(f)).collect::<Result<_, _>>()?;
        let place = ConstExpr::i32_const((self.program.table as u32).cast_signed());
        elements.active(None, &place, Elements::Functions(needed.into()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        for &function in &self.halves.stay {
            let body = self.program.functions[(function - self.program.imported) as usize].body.clone();
            self.parse_function_body(code, body)?;
        }
        for called in 0..self.halves.called.len() {
            code.function(&self.stub(called));
        }
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        section: &mut DataSection,
        _: DataSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        *section = data(self.memory);
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error<Lost>> {
        Ok(())
    }
}
