use std::rc::Rc;

use lab::protocol::{News, Opened, Printed};
use lab::view::{CallSummary, Snapshot};
use yew::Reducible as _;

use super::{Action, Model};

fn picture(revision: u64, errors: &[Option<&str>]) -> News {
    let calls = (1..).zip(errors).map(|(id, error)| CallSummary {
        id,
        error: error.map(str::to_owned),
        units: (0, 1000 * id),
        ..CallSummary::default()
    });
    let calls: Vec<CallSummary> = calls.collect();
    News::Picture(Box::new(Snapshot {
        revision,
        call_count: calls.len() as u64,
        calls,
        ..Snapshot::default()
    }))
}

fn printed(call: u64) -> News {
    News::Printed(Printed { call: Some(call), ..Printed::default() })
}

fn after(model: Rc<Model>, actions: Vec<Action>) -> Rc<Model> {
    actions.into_iter().fold(model, Model::reduce)
}

/// The errors of the answers' calls, empty for one that went well; `None` for a call that nothing is known of yet.
fn known(model: &Model) -> Vec<Option<String>> {
    let error = |call: &CallSummary| call.error.clone().unwrap_or_default();
    model.entries.iter().map(|entry| entry.call.as_ref().map(error)).collect()
}

#[test]
fn a_new_world_forgets_the_calls_of_the_old_one() {
    let old = Action::News(vec![picture(9, &[None, None, Some("OldException")]), printed(3)]);
    let model = after(Rc::default(), vec![old]);
    assert_eq!(known(&model), [Some("OldException".to_owned())]);
    // The third call of the new world is answered before the new world's picture has come.
    let model = after(model, vec![Action::Renewed, Action::News(vec![printed(3)])]);
    assert_eq!(known(&model), [None]);
    // As many calls as before: nothing but the order to begin anew tells the worlds apart.
    let model = after(model, vec![Action::News(vec![picture(12, &[None, None, None])])]);
    assert_eq!(known(&model), [Some(String::new())]);
    assert_eq!(model.last_call, 3);
}

#[test]
fn an_opened_world_shows_though_it_is_younger() {
    let model = after(Rc::default(), vec![Action::News(vec![picture(9, &[None])])]);
    // An older picture of the same world changes nothing.
    let model = after(model, vec![Action::News(vec![picture(3, &[None, None])])]);
    assert_eq!(model.picture.revision, 9);
    let opened = Action::Opened(Opened::default());
    let model = after(model, vec![opened, Action::News(vec![picture(1, &[None, None])])]);
    assert_eq!((model.picture.revision, model.last_call), (1, 2));
}
