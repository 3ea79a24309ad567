use std::rc::Rc;

use lab::protocol::{News, Notice, Opened, Printed};
use lab::view::{CallDetail, CallSummary, Looked, Snapshot, TableView};
use yew::Reducible as _;

use super::{Action, Change, Hop, Mode, Model, Selection, is_overtaken};

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
fn what_was_told_of_a_branch_goes_with_its_world() {
    let tell = |code: &str| Action::Tell(Notice { code: code.to_owned(), text: String::new() });
    for another in [Action::Renewed, Action::Opened(Opened::default())] {
        let model = after(Rc::default(), vec![tell("branch"), tell("not-saved"), another]);
        let codes: Vec<&str> = model.notices.iter().map(|notice| notice.code.as_str()).collect();
        assert_eq!(codes, ["not-saved"]);
    }
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

#[test]
fn a_picture_that_comes_late_takes_nobody_away_from_the_moment_that_was_chosen() {
    let follows = |model: &Model| (model.time.follow, model.time.is_following());
    let open = after(Rc::default(), vec![Action::News(vec![picture(1, &[None])])]);
    let next = || Action::News(vec![picture(2, &[None, None])]);
    let third = || Action::News(vec![picture(3, &[None, None, None])]);
    // By itself a call that is made alone is followed.
    let behind = after(open.clone(), vec![next()]);
    assert_eq!(follows(&behind), (Some((2, 0)), true));
    // A press that came before the picture, in the present and behind a call, and one before the page has begun to follow.
    let aim = || Action::Time(Change::Aimed);
    assert_eq!(follows(&after(open.clone(), vec![aim(), next()])), (None, false));
    assert_eq!(follows(&after(behind.clone(), vec![aim()])), (None, false));
    assert_eq!(follows(&after(behind.clone(), vec![aim(), third()])), (None, false));

    // Nor do calls that come one after the other make the page go to the present.
    let table = TableView { traffic: (99, 0, 0), ..TableView::default() };
    let busy = Snapshot { tables: vec![table], ..Snapshot::default() };
    assert!(is_overtaken(&behind.time, &busy));
    assert!(!is_overtaken(&after(behind, vec![aim()]).time, &busy));

    // The moment is seen, and left again: the next call is followed as before.
    let looked = Box::new(Looked::default());
    let seen = Change::Seen { looked, mode: Mode::Looking, hop: None, playing: false };
    let back =
        after(open.clone(), vec![aim(), Action::Time(seen), next(), Action::Time(Change::Live), third()]);
    assert_eq!(follows(&back), (Some((3, 0)), true));
    // So it is when there was no such moment.
    assert_eq!(
        follows(&after(open, vec![aim(), Action::Time(Change::Paused), next()])),
        (Some((2, 0)), true)
    );
}

#[test]
fn the_way_to_the_next_moment_ends_with_the_call_that_was_followed() {
    let open = after(Rc::default(), vec![Action::News(vec![picture(1, &[None])])]);
    let next = Action::News(vec![picture(2, &[None, None])]);
    let seen = Change::Seen {
        looked: Box::new(Looked::default()),
        mode: Mode::Following,
        hop: Some(Hop { to: 660, ms: 300 }),
        playing: true,
    };
    let on_its_way = after(open, vec![next, Action::Time(seen)]);
    assert!(on_its_way.moment().is_some_and(|moment| moment.hop.is_some()));
    let third = after(on_its_way, vec![Action::News(vec![picture(3, &[None, None, None])])]);
    assert_eq!(third.time.follow, Some((3, 0)));
    assert!(third.moment().is_some_and(|moment| moment.hop.is_none()));
}

#[test]
fn the_welcome_gives_way_to_everything_at_once() {
    let seen = |model: &Model| (model.is_untouched(), model.inspecting);
    let world = |revision, calls: &[Option<&str>], untouched| {
        let News::Picture(mut picture) = picture(revision, calls) else { panic!("no picture") };
        picture.untouched = untouched;
        Action::News(vec![News::Picture(picture)])
    };
    let detail = |id| {
        let summary = CallSummary { id, ..CallSummary::default() };
        Action::Detail { detail: Box::new(CallDetail { summary, ..CallDetail::default() }), open: true }
    };
    let welcome = after(Rc::default(), vec![world(1, &[None], true), detail(1)]);
    assert_eq!(seen(&welcome), (true, false));
    // Without motion nothing is followed: the picture is there before the inspector has its call.
    let still = || Action::Time(Change::Live);
    let made = after(welcome.clone(), vec![world(2, &[None, None], false), still()]);
    assert_eq!(seen(&made), (true, false));
    assert_eq!(seen(&after(made.clone(), vec![detail(2)])), (false, true));
    // Of many commands none is told in detail while they run; and a world that is opened has no welcome to wait for.
    let running = Action::News(vec![News::Running(Some((1, 9)))]);
    assert_eq!(seen(&after(made.clone(), vec![running])), (false, false));
    let opened = Action::Opened(Opened::default());
    assert_eq!(seen(&after(made, vec![opened, world(1, &[None, None], false)])), (false, false));
    // A world in which time alone went on.
    assert_eq!(seen(&after(welcome, vec![world(2, &[None], false)])), (false, false));
}

#[test]
fn calls_that_begin_on_another_table_bring_it_onto_the_stage() {
    let world = |revision, traffic: [u64; 2]| {
        let table = |name: &str, calls| TableView {
            name: name.to_owned(),
            traffic: (calls, 0, 0),
            ..TableView::default()
        };
        let tables = vec![table("Orders", traffic[0]), table("Odd", traffic[1])];
        Action::News(vec![News::Picture(Box::new(Snapshot { revision, tables, ..Snapshot::default() }))])
    };
    let name = |model: &Rc<Model>| model.shown().map(|table| table.name.clone()).unwrap_or_default();
    let still = after(Rc::default(), vec![world(1, [0, 0])]);
    assert_eq!(name(&still), "Orders");
    let begun = after(still.clone(), vec![world(2, [0, 30])]);
    assert_eq!(name(&begun), "Odd");
    // Who then turns to another table stays there while they go on.
    let chosen = after(begun, vec![Action::Table((String::new(), "Orders".to_owned())), world(3, [0, 30])]);
    assert_eq!(name(&chosen), "Orders");
    // A stage on which something happens already is left alone.
    assert_eq!(name(&after(still, vec![world(2, [1, 30])])), "Orders");
}

#[test]
fn who_watches_a_function_goes_on_watching_while_calls_come() {
    let detail = |id| {
        let summary = CallSummary { id, ..CallSummary::default() };
        Action::Detail { detail: Box::new(CallDetail { summary, ..CallDetail::default() }), open: true }
    };
    let selected = |selection: &Selection| {
        let begun = after(Rc::default(), vec![Action::News(vec![picture(1, &[None])]), detail(1)]);
        let chosen = after(begun, vec![Action::Select(selection.clone())]);
        after(chosen, vec![Action::News(vec![picture(2, &[None, None])]), detail(2)]).selection.clone()
    };
    let function = Selection::Mapping { uuid: "bd1f".to_owned() };
    assert_eq!(selected(&function), function);
    // Other marks are of a moment: the next call has the inspector.
    let record = Selection::Record { shard: "s".to_owned(), sequence: "1".to_owned() };
    assert_eq!(selected(&record), Selection::Call);
}

#[test]
fn what_happens_outside_of_calls_stands_among_them_at_its_moment() {
    let detail = |id, at| {
        let summary = CallSummary { id, at, ..CallSummary::default() };
        Action::Detail { detail: Box::new(CallDetail { summary, ..CallDetail::default() }), open: true }
    };
    let told = |revision, calls: &[Option<&str>], told: &[(u64, u64, &str)]| {
        let News::Picture(mut picture) = picture(revision, calls) else { panic!("no picture") };
        picture.told = told.iter().map(|(number, at, text)| (*number, *at, (*text).to_owned())).collect();
        Action::News(vec![News::Picture(picture)])
    };
    let texts = |model: &Model| {
        let lines = model.lines.iter().map(|line| line.text.split(':').next().unwrap_or_default().to_owned());
        lines.collect::<Vec<_>>()
    };
    // What was told before the world was opened is no news.
    let open = after(Rc::default(), vec![told(1, &[None], &[(1, 5, "Tab is ACTIVE now.")]), detail(1, 10)]);
    assert_eq!(texts(&open), [" 1"]);
    let old = (1, 5, "Tab is ACTIVE now.");
    let then = after(open, vec![told(2, &[None, None], &[old, (2, 20, "1 batch")]), detail(2, 30)]);
    assert_eq!(texts(&then), [" 1", "1 batch", " 2"]);
    // A line grows where it stands, and what is late finds its place.
    let late =
        after(then, vec![told(3, &[None, None], &[old, (2, 20, "9 batches"), (3, 25, "P1 is split.")])]);
    assert_eq!(texts(&late), [" 1", "9 batches", "P1 is split.", " 2"]);
}

#[test]
fn what_was_taken_back_is_no_longer_told() {
    let detail = |id, at| {
        let summary = CallSummary { id, at, ..CallSummary::default() };
        Action::Detail { detail: Box::new(CallDetail { summary, ..CallDetail::default() }), open: true }
    };
    let told = |revision, calls: &[Option<&str>], clock, told: &[(u64, u64, &str)]| {
        let News::Picture(mut picture) = picture(revision, calls) else { panic!("no picture") };
        picture.clock = clock;
        picture.told = told.iter().map(|(number, at, text)| (*number, *at, (*text).to_owned())).collect();
        Action::News(vec![News::Picture(picture)])
    };
    let texts =
        |model: &Model| model.lines.iter().map(|line| (line.at, line.text.clone())).collect::<Vec<_>>();
    let begun = after(Rc::default(), vec![told(1, &[None], 5, &[]), detail(1, 5)]);
    let gone =
        after(begun.clone(), vec![told(2, &[None, None], 50, &[(1, 20, "P1 is split.")]), detail(2, 50)]);
    assert_eq!(gone.lines.len(), 3);
    let back = after(gone, vec![Action::Moved, told(3, &[None], 10, &[])]);
    assert_eq!(texts(&back), texts(&begun));
    // What the other branch tells has numbers of its own.
    let on = after(back, vec![told(4, &[None], 30, &[(1, 30, "P2 is split.")])]);
    assert_eq!(texts(&on).last(), Some(&(30, "P2 is split.".to_owned())));
    assert_eq!(on.lines.len(), 2);
}
