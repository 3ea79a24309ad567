//! `--output table`: boxes of sections, a line for each row.

use std::collections::BTreeSet;

use super::text::scalar;
use super::width::width;
use crate::json::{Node, Value};

/// A terminal's width when nothing tells it: none, so every table that isn't empty is turned upright where it can be.
const TERMINAL: usize = 80;

#[derive(Default)]
struct Section {
    title: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    indent: usize,
    columns: Option<usize>,
    widths: Vec<usize>,
}

impl Section {
    fn measure(&mut self, row: &[String]) {
        if self.widths.is_empty() {
            self.widths = row.iter().map(|cell| width(cell)).collect();
        } else {
            for (widest, cell) in self.widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
    }

    fn header(&mut self, headers: &[String]) {
        self.measure(headers);
        self.columns.get_or_insert(headers.len());
        self.headers = headers.to_vec();
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), String> {
        let columns = *self.columns.get_or_insert(row.len());
        if row.len() != columns {
            return Err(format!("Row should have {columns} elements, instead it has {}", row.len()));
        }
        self.measure(&row);
        self.rows.push(row);
        Ok(())
    }

    /// The columns that it takes with its borders.
    fn total(&self) -> usize {
        let cells: usize = self.widths.iter().map(|width| width + 4).sum();
        let outer = 2 * self.indent;
        (width(&self.title) + 2 + outer).max(cells + 2 + outer)
    }

    /// The widths of its columns when all of them together are to take `most`.
    fn scaled(&self, most: usize) -> Vec<usize> {
        let cells: Vec<usize> = self.widths.iter().map(|width| width + 4).collect();
        let sum: usize = cells.iter().sum();
        if sum == 0 {
            return cells;
        }
        let mut scaled: Vec<usize> = cells.iter().map(|cell| round(*cell, most, sum)).collect();
        let mut total: usize = scaled.iter().sum();
        let columns = scaled.len();
        let mut step = 0;
        while total != most {
            if total > most {
                scaled[step % columns] -= 1;
                total -= 1;
            } else {
                scaled[columns - 1 - step % columns] += 1;
                total += 1;
            }
            step += 1;
        }
        scaled
    }

    /// A single row under headers becomes a row for each header.
    fn upright(&mut self) {
        if self.rows.len() != 1 || self.headers.is_empty() {
            return;
        }
        let cells = self.rows.pop().unwrap_or_default();
        let mut turned =
            Self { title: std::mem::take(&mut self.title), indent: self.indent, ..Self::default() };
        for (header, cell) in std::mem::take(&mut self.headers).into_iter().zip(cells) {
            let pair = vec![header, cell];
            turned.measure(&pair);
            turned.rows.push(pair);
        }
        *self = turned;
    }

    fn draw(&self, out: &mut String, most: usize) {
        let most = most - 2 * self.indent;
        if !self.title.is_empty() {
            self.line(out, &centred(&self.title, most, "|"));
            if self.headers.is_empty() && self.rows.is_empty() {
                self.line(out, &format!("+{}+", "-".repeat(most.saturating_sub(2))));
            }
        }
        let widths = self.scaled(most);
        if !self.headers.is_empty() {
            self.border(out, &widths);
            let mut line = String::new();
            for (index, (header, width)) in self.headers.iter().zip(&widths).enumerate() {
                line.push_str(&centred(header, *width, if index == 0 { "|" } else { "" }));
            }
            self.line(out, &line);
        }
        if self.rows.is_empty() || widths.is_empty() {
            return;
        }
        self.border(out, &widths);
        for row in &self.rows {
            let mut line = String::new();
            for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push_str(&left(cell, *width, if index == 0 { "|" } else { "" }));
            }
            self.line(out, &line);
        }
        self.border(out, &widths);
    }

    fn border(&self, out: &mut String, widths: &[usize]) {
        let mut line = String::new();
        for (index, width) in widths.iter().enumerate() {
            if index == 0 {
                line.push('+');
                line.push_str(&"-".repeat(width.saturating_sub(2)));
            } else {
                line.push_str(&"-".repeat(width.saturating_sub(1)));
            }
            line.push('+');
        }
        self.line(out, &line);
    }

    /// A line with the borders of the sections around it.
    fn line(&self, out: &mut String, line: &str) {
        let edge = "|".repeat(self.indent);
        for part in [&edge, line, &edge, "\n"] {
            out.push_str(part);
        }
    }
}

/// `cell * most / sum`, rounded half to even as Python rounds.
fn round(cell: usize, most: usize, sum: usize) -> usize {
    let (whole, rest) = (cell * most / sum, cell * most % sum);
    whole + usize::from(rest * 2 > sum || rest * 2 == sum && whole % 2 == 1)
}

fn centred(text: &str, length: usize, edge: &str) -> String {
    let taken = width(text);
    let before = (length / 2).saturating_sub(taken / 2).saturating_sub(1);
    let after = length.saturating_sub(1).saturating_sub(edge.len() + before + taken);
    format!("{edge}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

fn left(text: &str, length: usize, edge: &str) -> String {
    let taken = width(text);
    let padding = if length > taken + 2 + edge.len() { 2 } else { 0 };
    let after = length.saturating_sub(1).saturating_sub(edge.len() + padding + taken);
    format!("{edge}{}{text}{}|", " ".repeat(padding), " ".repeat(after))
}

/// What the AWS CLI prints of a response as a table whose title is the operation's name.
pub(super) fn print(title: &str, node: &Node) -> Result<String, String> {
    let mut sections = Vec::new();
    if !build(&mut sections, Some(title), node, 0)? {
        return Ok(String::new());
    }
    let widest = |sections: &[Section]| sections.iter().map(Section::total).max().unwrap_or(0);
    let mut most = widest(&sections);
    if most > TERMINAL {
        sections.iter_mut().for_each(Section::upright);
        most = widest(&sections);
    }
    let mut out = "-".repeat(most);
    out.push('\n');
    for section in &sections {
        section.draw(&mut out, most);
    }
    Ok(out)
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::List(_) | Value::Object { .. })
}

/// Whether Python takes a value for false.
fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) => true,
        Value::Integer(text) | Value::Fraction(text) => crate::query::float(text) == Some(0.0),
        Value::String { text, .. } => text.is_empty(),
        Value::List(elements) => elements.is_empty(),
        Value::Object { members, .. } => members.is_empty(),
        Value::Bool(true) | Value::Tagged(_) => false,
    }
}

fn begin<'a>(sections: &'a mut Vec<Section>, title: &str, indent: usize) -> &'a mut Section {
    sections.push(Section { title: title.to_owned(), indent, ..Section::default() });
    last(sections)
}

fn last(sections: &mut Vec<Section>) -> &mut Section {
    if sections.is_empty() {
        sections.push(Section::default());
    }
    let at = sections.len() - 1;
    &mut sections[at]
}

fn build(
    sections: &mut Vec<Section>,
    title: Option<&str>,
    node: &Node,
    indent: usize,
) -> Result<bool, String> {
    if is_nothing(node) {
        return Ok(false);
    }
    if let Some(title) = title {
        begin(sections, title, indent);
    }
    match &node.value {
        Value::List(elements) => {
            if matches!(elements.first(), Some(Node { value: Value::Object { .. }, .. })) {
                objects(sections, elements, indent, title.unwrap_or_default())?;
                return Ok(true);
            }
            for element in elements {
                match element.as_list() {
                    None => last(sections).row(vec![scalar(element)])?,
                    Some(list) if list.iter().all(is_scalar) => {
                        last(sections).row(list.iter().map(scalar).collect())?;
                    }
                    Some(_) => {
                        build(sections, None, element, 0)?;
                    }
                }
            }
        }
        Value::Object { .. } => object(sections, node, indent)?,
        // A scalar is a title without a table.
        _ => {}
    }
    Ok(true)
}

fn sorted(node: &Node, scalars: bool) -> BTreeSet<&str> {
    let wanted = |(_, member): &&(crate::json::Key, Node)| is_scalar(member) == scalars;
    value::set(node.members().iter().filter(wanted).map(|(key, _)| key.text.as_str()))
}

fn cell(node: &Node, name: &str) -> String {
    node.get(name).map_or_else(String::new, scalar)
}

fn object(sections: &mut Vec<Section>, node: &Node, indent: usize) -> Result<(), String> {
    let headers: Vec<String> = sorted(node, true).into_iter().map(str::to_owned).collect();
    if let [only] = headers.as_slice() {
        last(sections).row(vec![only.clone(), cell(node, only)])?;
    } else if !headers.is_empty() {
        let row = headers.iter().map(|name| cell(node, name)).collect();
        last(sections).header(&headers);
        last(sections).row(row)?;
    }
    for name in sorted(node, false) {
        if let Some(member) = node.get(name) {
            build(sections, Some(name), member, indent + 1)?;
        }
    }
    Ok(())
}

fn objects(sections: &mut Vec<Section>, elements: &[Node], indent: usize, title: &str) -> Result<(), String> {
    let all = |scalars| value::set(elements.iter().flat_map(|node| sorted(node, scalars)));
    let headers: Vec<String> = all(true).into_iter().map(str::to_owned).collect();
    let more = all(false);
    last(sections).header(&headers);
    for (index, element) in elements.iter().enumerate() {
        if index > 0 && !more.is_empty() {
            begin(sections, title, indent).header(&headers);
        }
        let row = headers.iter().map(|name| element.get(name).map_or_else(String::new, scalar)).collect();
        last(sections).row(row)?;
        for name in &more {
            if let Some(member) = element.get(name) {
                build(sections, Some(name), member, indent + 1)?;
            }
        }
    }
    Ok(())
}
