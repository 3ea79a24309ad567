use std::collections::BTreeMap;

use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, LinkingSection,
    MemorySection, MemoryType, Module, NameMap, NameSection, RefType, SymbolTable, TableSection, TableType,
    TypeSection, ValType,
};
use wasmparser::{ElementItems, ElementKind, Operator, Parser, Payload, TypeRef};

use super::linked::plain;
use super::*;

const SCRIPT: &str = "const import0 = {\n    help: f,\n};\n";
const PAD: i64 = 1 << 40;

/// `help` is imported; `main` calls `late::first`, which calls `late::second`, `only_there` and `both`; `main` calls
/// `both`, too; `late::held` is only in the table, `late::tiny` is too small to move.
fn sample() -> Vec<u8> {
    let names =
        ["help", "main", "late::first", "late::second", "only_there", "both", "late::held", "late::tiny"];
    let calls: [&[u32]; 7] = [&[2, 5, 7], &[3, 4, 5], &[0], &[0], &[], &[5], &[]];
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I64]);
    let (mut imports, mut functions, mut code) =
        (ImportSection::new(), FunctionSection::new(), CodeSection::new());
    imports.import("./app_bg.js", "help", EntityType::Function(0));
    for (number, calls) in (0_i64..).zip(calls) {
        functions.function(0);
        let mut function = Function::new([]);
        let mut body = function.instructions();
        // Numbers make bodies differ, and long enough to move.
        for pad in 0..if number == 6 { 1 } else { 12 } {
            body.i64_const(PAD + number * 100 + pad).drop();
        }
        for &callee in calls {
            body.global_get(0).call(callee).drop();
        }
        body.i64_const(number).end();
        code.function(&function);
    }
    let mut tables = TableSection::new();
    for element_type in [RefType::FUNCREF, RefType::EXTERNREF] {
        tables.table(TableType { element_type, table64: false, minimum: 3, maximum: Some(3), shared: false });
    }
    let (mut memories, mut globals) = (MemorySection::new(), GlobalSection::new());
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    globals.global(
        GlobalType { val_type: ValType::I32, mutable: true, shared: false },
        &ConstExpr::i32_const(7),
    );
    let (mut exports, mut elements) = (ExportSection::new(), ElementSection::new());
    exports.export("memory", ExportKind::Memory, 0).export("main", ExportKind::Func, 1);
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([6, 5][..].into()));
    let (mut naming, mut section) = (NameMap::new(), NameSection::new());
    for (number, name) in (0..).zip(names) {
        naming.append(number, name);
    }
    section.functions(&naming);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(BASE.cast_signed()), MEMORY.bytes());
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&data);
    module.section(&section);
    module.finish()
}

/// Where the sample's memory begins, and what lies there: four data of eight bytes.
const BASE: u32 = 1024;
const MEMORY: &str = "for mainfor lateof tableof both ";

/// A reference: from a function or from a datum, to a datum or to a function's place in the table.
#[derive(Clone, Copy)]
enum From {
    Function(usize),
    Datum(u32),
}
#[derive(Clone, Copy)]
enum To {
    Datum(u32),
    Place(u32),
}

/// A module with what its linker knew: that much of the references.
fn linked(module: &[u8], references: &[(From, To)]) -> Vec<u8> {
    let (mut bodies, mut code, mut data, mut number) = (Vec::new(), (0, 0), (0, 0, 0), 0);
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.unwrap();
        match &payload {
            Payload::CodeSectionStart { range, .. } => code = (number, range.start),
            Payload::CodeSectionEntry(body) => bodies.push(body.range().start),
            Payload::DataSection(section) => {
                let bytes = section.clone().into_iter().next().unwrap().unwrap();
                data = (number, section.range().start, bytes.range.end - bytes.data.len());
            }
            _ => {}
        }
        number += u8::from(payload.as_section().is_some());
    }
    let mut symbols = SymbolTable::new();
    for datum in 0..4 {
        let place = wasm_encoder::DataSymbolDefinition { index: 0, offset: datum * 8, size: 8 };
        symbols.data(0, &datum.to_string(), Some(place));
    }
    for function in 0..8 {
        symbols.function(0, function, Some("f"));
    }
    let mut linking = LinkingSection::new();
    linking.symbol_table(&symbols);
    let (mut of_code, mut of_data) = (Vec::new(), Vec::new());
    for &(from, to) in references {
        let (entries, offset) = match from {
            From::Function(function) => (&mut of_code, bodies[function - 1] + 2 - code.1),
            From::Datum(datum) => (&mut of_data, data.2 + datum as usize * 8 - data.1),
        };
        let offset = [offset as u8 | 128, (offset >> 7) as u8];
        // Kinds in code: 1 is a place in the table, 4 an address; in data 2 and 5. An address has something added.
        let more = u8::from(matches!(from, From::Datum(_)));
        entries.push(match to {
            To::Place(function) => vec![1 + more, offset[0], offset[1], 4 + function as u8],
            To::Datum(datum) => vec![4 + more, offset[0], offset[1], datum as u8, 0],
        });
    }
    let relocations = |name: &'static str, section: u8, entries: &[Vec<u8>]| {
        let mut bytes = vec![section, entries.len() as u8];
        bytes.extend(entries.concat());
        CustomSection { name: name.into(), data: bytes.into() }
    };
    let mut known = Module::new();
    known.section(&linking);
    known.section(&relocations("reloc.CODE", code.0, &of_code));
    known.section(&relocations("reloc.DATA", data.0, &of_data));
    [module, &known.finish()[Module::HEADER.len()..]].concat()
}

/// What a part has: imports by module and name, exports, what the table gets where, and bodies.
#[derive(Default)]
struct Told {
    imports: Vec<String>,
    exports: Vec<String>,
    table: BTreeMap<u32, u32>,
    /// The first constant of each own function, less `PAD`, and what it calls.
    bodies: Vec<(Option<i64>, Vec<u32>)>,
    /// Constants before indirect calls.
    slots: Vec<u32>,
    functions: u32,
    /// What memory gets where.
    memory: Vec<(u32, String)>,
}

fn told(module: &[u8]) -> Told {
    wasmparser::validate(module).unwrap();
    let mut told = Told::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                for import in section.into_imports().map(Result::unwrap) {
                    told.functions += u32::from(matches!(import.ty, TypeRef::Func(_)));
                    told.imports.push(format!("{} {}", import.module, import.name));
                }
            }
            Payload::ExportSection(section) => {
                told.exports.extend(section.into_iter().map(|export| export.unwrap().name.to_owned()));
            }
            Payload::ElementSection(section) => {
                for segment in section.into_iter().map(Result::unwrap) {
                    let ElementKind::Active { offset_expr, .. } = segment.kind else { panic!("not active") };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read().unwrap()
                    else {
                        panic!("no constant")
                    };
                    let ElementItems::Functions(functions) = segment.items else { panic!("no functions") };
                    told.table
                        .extend((value.cast_unsigned()..).zip(functions.into_iter().map(Result::unwrap)));
                }
            }
            Payload::DataSection(section) => {
                for segment in section.into_iter().map(Result::unwrap) {
                    let start = program::constant(&segment.kind).unwrap();
                    told.memory.push((start, String::from_utf8(segment.data.to_vec()).unwrap()));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let (mut pad, mut calls, mut last) = (None, Vec::new(), 0);
                for operator in body.get_operators_reader().unwrap() {
                    match operator.unwrap() {
                        Operator::I64Const { value } if pad.is_none() && calls.is_empty() => {
                            pad = Some(value - PAD);
                        }
                        Operator::Call { function_index } => calls.push(function_index),
                        Operator::I32Const { value } => last = value.cast_unsigned(),
                        Operator::CallIndirect { .. } => told.slots.push(last),
                        _ => {}
                    }
                }
                told.bodies.push((pad, calls));
            }
            _ => {}
        }
    }
    told
}

#[test]
fn what_is_named_moves_with_what_only_it_calls() {
    let parts = split(&linked(&sample(), &[]), &sample(), SCRIPT, &["late::"]).unwrap();
    assert_eq!(parts.moved, ["late::first", "late::second", "only_there", "late::held"]);
    let (first, rest) = (told(&parts.first), told(&parts.rest));
    // Functions are told by their numbers: main, both and tiny stay, and two are called from here.
    let pads = |told: &Told| told.bodies.iter().map(|(pad, _)| pad.map(|pad| pad / 100)).collect::<Vec<_>>();
    assert_eq!(pads(&first), [Some(0), Some(4), Some(6), None, None]);
    assert_eq!(pads(&rest), [Some(1), Some(2), Some(3), Some(5)]);
    // main calls the stub of late::first, both and tiny; a stub calls nothing but what loads.
    assert_eq!(first.bodies[0].1, [5, 3, 4]);
    assert_eq!(first.bodies[3].1, [1]);
}

#[test]
fn parts_meet_in_the_table() {
    let parts = split(&linked(&sample(), &[]), &sample(), SCRIPT, &["late::"]).unwrap();
    let (first, rest) = (told(&parts.first), told(&parts.rest));
    // Before: late::held and both. Then what the rest needs (help and both), then what it brings.
    assert_eq!(first.table, BTreeMap::from([(1, 6), (2, 3), (3, 0), (4, 3)]));
    assert_eq!(first.slots, [5, 6]);
    assert_eq!(rest.functions, 2);
    assert_eq!(rest.table, BTreeMap::from([(5, 2), (6, 5)]));
    assert!(rest.imports.iter().filter(|import| import.starts_with("needed ")).eq(["needed 0", "needed 1"]));
    for import in rest.imports.iter().filter_map(|import| import.strip_prefix("first ")) {
        assert!(first.exports.iter().any(|export| export == import), "{import}");
    }
    // In the rest, late::first calls late::second, only_there, and both as it came.
    assert_eq!(rest.bodies[0].1, [3, 4, 1]);
    assert_eq!(rest.bodies[1].1, [0]);
}

#[test]
fn what_only_the_rest_refers_to_moves_with_it() {
    const MAIN: From = From::Function(1);
    const LATE: From = From::Function(2);
    const LATER: From = From::Function(3);
    // late::held is known from a table of functions that late::second refers to; nobody calls it.
    let references = [
        (MAIN, To::Datum(0)),
        (LATE, To::Datum(1)),
        (LATER, To::Datum(2)),
        (From::Datum(2), To::Place(6)),
        (MAIN, To::Datum(3)),
        (LATE, To::Datum(3)),
        (MAIN, To::Place(5)),
    ];
    let paths = ["late::first", "late::second"];
    let parts = split(&linked(&sample(), &references), &sample(), SCRIPT, &paths).unwrap();
    assert_eq!(parts.moved, ["late::first", "late::second", "only_there", "late::held"]);
    let (first, rest) = (told(&parts.first), told(&parts.rest));
    let hole = "\0".repeat(16);
    assert_eq!(first.memory, [(BASE, format!("for main{hole}of both "))]);
    assert_eq!(rest.memory, [(BASE + 8, "for lateof table".to_owned())]);
    // The place of late::held is nobody's until the rest is there; that of `both` stays as it was.
    assert_eq!((first.table[&1], rest.table[&1]), (1, 5));
    assert_eq!(first.table[&2], 3);
    assert!(!rest.table.contains_key(&2));

    // What the first part's data point to stays.
    let references = [(MAIN, To::Datum(2)), (From::Datum(2), To::Place(6)), (MAIN, To::Place(5))];
    let parts = split(&linked(&sample(), &references), &sample(), SCRIPT, &paths).unwrap();
    assert_eq!(parts.moved, ["late::first", "late::second", "only_there"]);
    assert_eq!(told(&parts.first).memory, [(BASE + 16, "of table".to_owned())]);
    // Unless it is named: then a stub is there.
    let parts = split(&linked(&sample(), &references), &sample(), SCRIPT, &["late::"]).unwrap();
    assert_eq!(parts.moved, ["late::first", "late::second", "only_there", "late::held"]);
    assert_eq!(told(&parts.first).slots.len(), 2);
}

#[test]
fn the_script_loads_the_rest() {
    let parts = split(&linked(&sample(), &[]), &sample(), SCRIPT, &["late::"]).unwrap();
    assert!(parts.script.starts_with("const import0 = {\n        __rest_load: rest,\n    help: f,\n};\n"));
    assert!(parts.script.contains("{ length: 2 }"), "{}", parts.script);
    assert!(parts.script.contains(".get(3 + at)"), "{}", parts.script);
    assert!(parts.script.contains("new URL(\"app_rest.wasm\", import.meta.url)"), "{}", parts.script);
    let (first, rest) = (told(&parts.first), told(&parts.rest));
    let table = rest.imports[1].strip_prefix("first ").unwrap();
    assert!(first.exports.iter().any(|export| export == table));
    assert!(parts.script.contains(&format!("wasm.{table}.get")), "{}", parts.script);
    // Another program's table has another name.
    let other = split(&linked(&sample(), &[]), &sample(), SCRIPT, &[]).unwrap();
    assert_eq!(told(&other.rest).imports[1], rest.imports[1]);
    let mut changed = sample();
    changed.extend([0, 2, 1, b'x']);
    let other = split(&linked(&changed, &[]), &changed, SCRIPT, &["late::"]).unwrap();
    assert_ne!(told(&other.rest).imports[1], rest.imports[1]);
    assert!(split(&linked(&sample(), &[]), &sample(), "", &["late::"]).is_err());
    // Nothing moves safely where nothing is known of what refers to it.
    assert!(split(&sample(), &sample(), SCRIPT, &["late::"]).is_err());
}

#[test]
fn what_is_exported_is_known_by_the_name_that_it_has_in_the_end() {
    assert_eq!(plain("lab_reset_67aca56aae793faf"), "lab_reset");
    assert_eq!(plain("lab_reset"), "lab_reset");
    assert_eq!(plain("memory_of_the_past"), "memory_of_the_past");
    assert_eq!(plain("externref shim[12]"), "externref shim");
}

#[test]
fn a_path_begins_at_a_crate() {
    assert!(names("late::first::h0", "late::"));
    assert!(names("<late::Thing as core::fmt::Debug>::fmt", "late::"));
    assert!(!names("core::late::first", "late::"));
    assert!(!names("translate::first", "late::"));
}

#[test]
fn every_path_is_written_as_it_is_compared() {
    for path in later() {
        assert!(!path.contains(' ') || path.contains('<'), "{path}");
        assert!(path.contains("::"), "{path}");
    }
}
