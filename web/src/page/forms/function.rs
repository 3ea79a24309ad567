//! A function that a table's stream invokes: what it does with records, and how it gets them.

use lab::function_form::FunctionForm;
use lab::view::TableView;
use yew::prelude::*;

use super::fields::{self, Edited, Form, into, on};
use super::{Sender, asked};
use crate::page::dialog::Dialog;
use crate::page::model::{Action, Shared};
use crate::page::shell::Hands;

const TASKS: [(&str, &str); 4] = [
    ("log", "Log: keep each record"),
    ("copy", "Copy: write new images to a table"),
    ("archive", "Archive: write what was removed to a table"),
    ("aggregate", "Aggregate: add up in a table"),
];
const STARTS: [(&str, &str); 2] = [("start", "From the oldest record"), ("end", "From now on")];

#[derive(Clone, PartialEq, Properties)]
pub(super) struct FunctionProps {
    pub(super) table: Shared<TableView>,
    pub(super) locked: bool,
    pub(super) world: u64,
}

/// The form.
#[component]
pub(super) fn Function(props: &FunctionProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let form: Form<FunctionForm> = use_reducer(|| Edited(FunctionForm::default()));
    let now = &form.0;
    let stream = props.table.stream.as_ref().map(|stream| stream.arn.clone()).unwrap_or_default();
    let account = stream.split(':').nth(4).unwrap_or_default().to_owned();
    let faults = [FunctionForm::pattern_fault(&now.fail_on), FunctionForm::pattern_fault(&now.filter)];
    let writes = now.task != "log";
    let adds = now.task == "aggregate";
    let whole = !now.name.trim().is_empty()
        && (!writes || !now.table.trim().is_empty())
        && (!adds || !now.by.trim().is_empty())
        && faults.iter().all(Option::is_none);
    let requests =
        if whole { asked(now.requests(&stream, &account, &props.table.region)) } else { asked([]) };
    let start = if now.from_start { "start" } else { "end" };
    html! {
        <Dialog title={format!("A function for the stream of {}", props.table.name)} class="wide" closed={hands.on(|| Action::Form(None))}>
            <div class="form two">
                <div>
                    { fields::text("fn-name", "Name", &now.name, None, &into(&form, |it, text| it.name = text)) }
                    { fields::select("fn-do", "What it does", &now.task, &TASKS, &into(&form, |it, text| it.task = text)) }
                    if writes {
                        { fields::text("fn-table", "Table that it writes to", &now.table, None, &into(&form, |it, text| it.table = text)) }
                    }
                    if adds {
                        { fields::text("fn-by", "Attribute whose values it tells apart (key of that table)", &now.by, None, &into(&form, |it, text| it.by = text)) }
                        { fields::text("fn-sum", "Number that it adds up (optional)", &now.sum, None, &into(&form, |it, text| it.sum = text)) }
                    }
                    { fields::text("fn-fail", "It fails at records like (pattern, optional)", &now.fail_on, faults[0], &into(&form, |it, text| it.fail_on = text)) }
                    { fields::text("fn-filter", "It hears only of records like (pattern, optional)", &now.filter, faults[1], &into(&form, |it, text| it.filter = text)) }
                    <p class="model">{ "A pattern mirrors the record: {\"dynamodb\":{\"NewImage\":{\"status\":{\"S\":[\"SHIPPED\"]}}}}. Numbers are texts there: {\"N\":[\"35\"]}." }</p>
                </div>
                <div class="side">
                    { fields::radio("fn-start", "It begins at", start, &STARTS, &into(&form, |it, text| it.from_start = text == "start")) }
                    { fields::text("fn-batch", "Records a batch (1 to 10,000)", &now.batch_size, None, &into(&form, |it, text| it.batch_size = text)) }
                    { fields::text("fn-window", "Seconds that a batch is gathered (0 to 300)", &now.window, None, &into(&form, |it, text| it.window = text)) }
                    if adds {
                        { fields::text("fn-tumbling", "Tumbling window in seconds (0: none, up to 900)", &now.tumbling, None, &into(&form, |it, text| it.tumbling = text)) }
                        <p class="model">{ "In a window it keeps what it adds up from batch to batch, and writes once for each value when the window is over." }</p>
                    }
                    { fields::text("fn-parallel", "Batches of a shard at a time (1 to 10)", &now.parallel, None, &into(&form, |it, text| it.parallel = text)) }
                    { fields::text("fn-retries", "Retries (empty: until the records expire)", &now.retries, None, &into(&form, |it, text| it.retries = text)) }
                    { fields::check("Halve a batch that failed", now.bisect, false, &on(&form, |it: &mut FunctionForm| it.bisect = !it.bisect)) }
                    { fields::check("The function says where it failed", now.report, false, &on(&form, |it: &mut FunctionForm| it.report = !it.report)) }
                    { fields::text("fn-queue", "Queue for what is given up (name, optional)", &now.queue, None, &into(&form, |it, text| it.queue = text)) }
                    <Sender {requests} world={props.world} locked={props.locked} words="Make the function"/>
                </div>
            </div>
        </Dialog>
    }
}
