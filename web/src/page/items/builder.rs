//! The fields of a query or scan.

use lab::browse::{self, Browse, Spot, Term};
use lab::draft::KINDS;
use lab::view::TableView;
use yew::prelude::*;

use crate::page::forms::fields::{self, Form};
use crate::page::icons::icon;
use crate::page::model::Shared;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BuilderProps {
    pub(super) table: Shared<TableView>,
    pub(super) form: Form<Browse>,
    pub(super) faults: Vec<(Spot, String)>,
}

/// The key of the table or of an index, to be filled in.
pub(super) fn keys(table: &TableView, index: Option<&str>) -> Vec<Term> {
    let own: Vec<&(String, String)> =
        std::iter::once(&table.partition_key).chain(table.sort_key.as_ref()).collect();
    let of_index = index.and_then(|index| table.indexes.iter().find(|it| it.name == index));
    let parts = of_index.map_or(own, |index| index.keys.iter().collect());
    let term = |(at, (name, kind)): (usize, &(String, String))| Term {
        name: name.clone(),
        operator: if at == 0 { "=".to_owned() } else { String::new() },
        kind: kind.clone(),
        values: Default::default(),
    };
    parts.into_iter().enumerate().map(term).collect()
}

/// The fields.
#[component]
pub(super) fn Builder(props: &BuilderProps) -> Html {
    let (table, form, browse) = (&props.table, &props.form, &props.form.0);
    let fault = |spot: Spot| props.faults.iter().find(|(at, _)| *at == spot).map(|(_, text)| text.as_str());
    let place = {
        let (table, dispatch) = (table.clone(), form.dispatcher());
        Callback::from(move |chosen: String| {
            let index = (!chosen.is_empty()).then_some(chosen);
            let keys = keys(&table, index.as_deref());
            dispatch.dispatch(Box::new(move |browse: &mut Browse| {
                let global = |browse: &Browse| browse.index.is_some();
                browse.index = index;
                browse.keys = keys;
                browse.consistent &= !global(browse);
            }));
        })
    };
    let names: Vec<(String, String)> = table
        .indexes
        .iter()
        .filter(|index| index.status == "ACTIVE" && !index.vector)
        .map(|index| (index.name.clone(), format!("{} {}", index.kind(), index.name)))
        .collect();
    let whole = format!("Table {}", table.name);
    let mut places: Vec<(&str, &str)> = vec![("", &whole)];
    places.extend(names.iter().map(|(name, words)| (name.as_str(), words.as_str())));
    let global = browse
        .index
        .as_ref()
        .is_some_and(|name| table.indexes.iter().any(|index| index.name == *name && index.global));
    let add = fields::on(form, |browse: &mut Browse| {
        browse.filters.push(Term { operator: "=".to_owned(), kind: "S".to_owned(), ..Term::default() });
    });
    let kind = fields::into(form, |browse, text| browse.query = text == "query");
    html! { <>
        <div class="line">
            { fields::radio("kind", "Operation", if browse.query { "query" } else { "scan" }, &[("scan", "Scan"), ("query", "Query")], &kind) }
            <select aria-label="Table or index" onchange={fields::chosen(&place)}>{ fields::choices(browse.index.as_deref().unwrap_or_default(), &places) }</select>
        </div>
        if browse.query { { for browse.keys.iter().enumerate().map(|(at, term)| key(form, at, term, fault(Spot::Key(at)))) } }
        { for browse.filters.iter().enumerate().map(|(at, term)| filter(form, at, term, fault(Spot::Filter(at)))) }
        <div class="line"><button class="link" onclick={add}>{ "Add a filter" }</button></div>
        <details><summary>{ "Options" }</summary>
            { fields::check("Strongly consistent", browse.consistent, global, &fields::into(form, |browse, text| browse.consistent = text == "true")) }
            if global { <p class="mute">{ "A global index is always eventually consistent." }</p> }
            if browse.query { { fields::check("Descending by sort key", browse.backward, false, &fields::into(form, |browse, text| browse.backward = text == "true")) } }
            { fields::text("limit", "Items read at most, a page", &browse.limit, fault(Spot::Limit), &fields::into(form, |browse, text| browse.limit = text)) }
            { fields::text("projection", "Attributes to return (comma between)", &browse.projection, fault(Spot::Projection), &fields::into(form, |browse, text| browse.projection = text)) }
        </details>
    </> }
}

/// Changes a term at a place of the keys or filters.
fn of_term(form: &Form<Browse>, keys: bool, at: usize, put: fn(&mut Term, String)) -> Callback<String> {
    let dispatch = form.dispatcher();
    Callback::from(move |text: String| {
        dispatch.dispatch(Box::new(move |browse: &mut Browse| {
            let terms = if keys { &mut browse.keys } else { &mut browse.filters };
            if let Some(term) = terms.get_mut(at) {
                put(term, text);
            }
        }));
    })
}

/// The values of a term.
fn values(form: &Form<Browse>, keys: bool, at: usize, term: &Term, id: &str, fault: Option<&str>) -> Html {
    let takes = browse::takes(&term.operator);
    let field = |n: usize, put: fn(&mut Term, String)| {
        let label = format!(
            "{} of {}",
            if n == 0 { "Value" } else { "Upper value" },
            if term.name.is_empty() { "the filter" } else { &term.name }
        );
        html! { <input type="text" aria-label={label} value={term.values[n].clone()} placeholder={term.kind.clone()} autocomplete="off" spellcheck="false"
        aria-invalid={fault.map(|_| "true")} aria-describedby={fault.map(|_| format!("{id}-wrong"))}
        oninput={fields::typed(&of_term(form, keys, at, put))}/> }
    };
    html! { <>
        if takes > 0 { { field(0, |term, text| term.values[0] = text) } }
        if takes > 1 { <span class="mute">{ "and" }</span>{ field(1, |term, text| term.values[1] = text) } }
    </> }
}

fn key(form: &Form<Browse>, at: usize, term: &Term, fault: Option<&str>) -> Html {
    let id = format!("key-{at}");
    let operator = of_term(form, true, at, |term, text| term.operator = text);
    let mut options: Vec<(&str, &str)> = vec![("", "any")];
    options.extend(browse::operators(true));
    html! { <>
        <div class="line term">
            <span class="name" title={term.name.clone()}>{ &term.name }<span class="kind">{ &term.kind }</span></span>
            if at == 0 { <span class="mute">{ "equals" }</span> } else {
                <select aria-label={format!("How to compare {}", term.name)} onchange={fields::chosen(&operator)}>{ fields::choices(&term.operator, &options) }</select>
            }
            { values(form, true, at, term, &id, fault) }
        </div>
        { fields::wrong(&id, fault.filter(|_| at > 0 || !term.values[0].is_empty())) }
    </> }
}

fn filter(form: &Form<Browse>, at: usize, term: &Term, fault: Option<&str>) -> Html {
    let id = format!("filter-{at}");
    let options: Vec<(&str, &str)> = browse::operators(false).collect();
    let kinds: Vec<(&str, &str)> = KINDS
        .iter()
        .filter(|(kind, _)| matches!(*kind, "S" | "N" | "BOOL" | "NULL" | "B"))
        .copied()
        .collect();
    let name = of_term(form, false, at, |term, text| term.name = text);
    let operator = of_term(form, false, at, |term, text| term.operator = text);
    let kind = of_term(form, false, at, |term, text| term.kind = text);
    let remove = fields::on(form, move |browse: &mut Browse| {
        if at < browse.filters.len() {
            browse.filters.remove(at);
        }
    });
    let typed = browse::takes(&term.operator) > 0 && !matches!(term.operator.as_str(), "type" | "size");
    html! { <>
        <div class="line term">
            <input type="text" class="name" aria-label="Attribute to filter by" placeholder="attribute" value={term.name.clone()} autocomplete="off" spellcheck="false" oninput={fields::typed(&name)}/>
            <select aria-label="How to compare" onchange={fields::chosen(&operator)}>{ fields::choices(&term.operator, &options) }</select>
            if typed { <select class="short" aria-label="Type of the value" onchange={fields::chosen(&kind)}>{ fields::choices(&term.kind, &kinds) }</select> }
            { values(form, false, at, term, &id, fault) }
            <button class="btn sq small" aria-label="Take this filter away" onclick={remove}>{ icon("x") }</button>
        </div>
        { fields::wrong(&id, fault) }
    </> }
}
