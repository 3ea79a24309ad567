//! A world with a way back: what an internal error would spoil is restored from a copy.

use std::panic::{AssertUnwindSafe, catch_unwind};

use api::dynamodb::Request;
use world::{Call, CallId, Completion, Input, World};

/// A copy of the world is made after so many calls at most …
const COPY_EVERY_CALLS: usize = 1000;
/// … and after so many bytes of their bodies: the calls since the copy are kept.
const COPY_EVERY_BYTES: u64 = 4 << 20;

/// The world, and what it can be made again from.
pub(crate) struct Kept {
    world: World,
    /// The world before the calls in `since`. Whatever is on its way in it arrives without a panic.
    copy: World,
    since: Vec<(u64, Call)>,
    /// Bytes of the bodies of `since`.
    bytes: u64,
}

/// A call was lost, or many: the world is as if it had never come.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lost;

impl Kept {
    pub(crate) fn new(world: World) -> Self {
        Self { copy: world.clone(), world, since: Vec::new(), bytes: 0 }
    }

    /// Submits a call and does the rest.
    ///
    /// # Errors
    /// After a panic; then the world is as it was before the call.
    pub(crate) fn submit<T>(
        &mut self,
        now: u64,
        call: Call,
        rest: impl FnOnce(&mut World, CallId) -> T,
    ) -> Result<T, Lost> {
        let kept = needs_repeating(&call).then(|| call.clone());
        let world = &mut self.world;
        let done = catch_unwind(AssertUnwindSafe(move || {
            let id = world.submit(now, Input::Call(call));
            let done = rest(world, id);
            check(world);
            done
        }));
        let Ok(done) = done else {
            self.go_back();
            return Err(Lost);
        };
        let Some(kept) = kept else { return Ok(done) };
        self.bytes = self.bytes.saturating_add(kept.request_bytes);
        self.since.push((now, kept));
        if self.since.len() >= COPY_EVERY_CALLS || self.bytes >= COPY_EVERY_BYTES {
            self.keep();
        }
        Ok(done)
    }

    /// Lets time pass and answers what is complete by then.
    ///
    /// # Errors
    /// After a panic; then whoever waits for an answer gets none, and the calls that brought the panic about
    /// have never been.
    pub(crate) fn run_until(&mut self, now: u64) -> Result<Vec<Completion>, Lost> {
        let world = &mut self.world;
        let done = catch_unwind(AssertUnwindSafe(|| {
            world.run_until(now);
            check(world);
            world.take_completions()
        }));
        done.map_err(|_| {
            self.go_back();
            Lost
        })
    }

    /// Whose an access key is, if it was made here; everybody else is the administrator.
    pub(crate) fn caller(&self, key: &str) -> Option<String> {
        self.world.caller_of_key(key)
    }

    pub(crate) fn next_event_at(&self) -> Option<u64> {
        self.world.next_event_at()
    }

    /// Makes the present world the one to go back to, unless a panic is on its way in it.
    fn keep(&mut self) {
        if arrives(self.world.clone()) {
            self.copy = self.world.clone();
            self.since.clear();
            self.bytes = 0;
        } else {
            self.go_back();
        }
    }

    /// Back to the kept copy, and on through everything that does no harm, not even later.
    fn go_back(&mut self) {
        eprintln!("dynamarium: an internal error; the world is taken back to before it");
        self.world = self.copy.clone();
        let world = &mut self.world;
        self.since.retain(|(at, call)| {
            let mut trial = world.clone();
            let submit = |world: &mut World| world.submit(*at, Input::Call(call.clone()));
            let harmless = catch_unwind(AssertUnwindSafe(|| submit(&mut trial))).is_ok() && arrives(trial);
            if harmless {
                submit(world);
            }
            harmless
        });
        // Nobody waits for these any more.
        world.take_completions();
        self.copy = world.clone();
        self.since.clear();
        self.bytes = 0;
    }
}

/// Whether a world that was taken back misses something without this call: not what only read, or was refused.
const fn needs_repeating(call: &Call) -> bool {
    !matches!(
        call.request,
        Err(_)
            | Ok(Request::GetItem(_)
                | Request::Query(_)
                | Request::Scan(_)
                | Request::SearchVectors(_)
                | Request::BatchGetItem(_)
                | Request::TransactGetItems(_))
    )
}

/// Whether everything that is on its way arrives without a panic.
fn arrives(mut world: World) -> bool {
    catch_unwind(AssertUnwindSafe(|| {
        world.run_idle();
        check(&world);
    }))
    .is_ok()
}

/// Where the tests below have their panics from.
#[cfg_attr(not(test), expect(unused_variables, clippy::missing_const_for_fn, reason = "a hook for tests"))]
fn check(world: &World) {
    #[cfg(test)]
    tests::panic_at_poison(world);
}

#[cfg(test)]
mod tests {
    use api::dynamodb::TableStatus;
    use world::{Config, Mode};

    use super::*;

    const SECOND: u64 = 1_000_000;
    const REGION: &str = "eu-west-2";

    pub(super) fn panic_at_poison(world: &World) {
        let poison = world.table(REGION, "poison");
        assert!(poison.is_none_or(|table| table.status != TableStatus::Active), "poison");
    }

    fn kept(mode: Mode) -> Kept {
        Kept::new(World::new(Config { mode, ..Config::default() }))
    }

    fn create(name: &str) -> Call {
        let body = format!(
            r#"{{"TableName":"{name}","BillingMode":"PAY_PER_REQUEST",
                "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
                "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}]}}"#
        );
        call("CreateTable", &body)
    }

    fn call(operation: &str, body: &str) -> Call {
        Call {
            region: REGION.into(),
            operation: operation.into(),
            request: api::parse(operation, body.as_bytes()),
            request_bytes: body.len() as u64,
            via: None,
            caller: None,
        }
    }

    fn names(kept: &Kept) -> Vec<String> {
        kept.world.tables().iter().map(|table| table.name.to_string()).collect()
    }

    #[test]
    fn a_call_that_panics_has_never_been() {
        let mut kept = kept(Mode::Instant);
        let complete = |world: &mut World, id| world.run_to_completion(id).result.is_ok();
        assert_eq!(kept.submit(1, create("one"), complete), Ok(true));
        kept.world.run_idle();
        for at in 2..5 {
            assert_eq!(kept.submit(at, create("poison"), |world, _| world.run_idle()), Err(Lost));
        }
        assert_eq!(kept.submit(5, create("two"), complete), Ok(true));
        assert_eq!(names(&kept), ["one", "two"]);
    }

    /// The panic comes when the table becomes active; the calls before and after it stay.
    #[test]
    fn a_panic_that_comes_later_takes_its_call_with_it() {
        let mut kept = kept(Mode::Simulated);
        for (at, name) in (1..).zip(["one", "poison", "two"]) {
            assert_eq!(kept.submit(at, create(name), |_, _| ()), Ok(()));
        }
        assert_eq!(kept.run_until(100 * SECOND).map(|done| done.len()), Err(Lost));
        assert!(kept.run_until(100 * SECOND).is_ok());
        assert_eq!(names(&kept), ["one", "two"]);
        assert!(kept.world.tables().iter().all(|table| table.status == TableStatus::Active));
    }

    /// A copy that holds a panic to come would be no way back.
    #[test]
    fn no_copy_is_made_of_a_spoiled_world() {
        let mut kept = kept(Mode::Simulated);
        kept.submit(1, create("poison"), |_, _| ()).unwrap();
        let large = Call { request_bytes: COPY_EVERY_BYTES, ..call("ListTables", "{}") };
        kept.submit(2, large, |_, _| ()).unwrap();
        assert!(kept.run_until(100 * SECOND).is_ok());
        assert_eq!(names(&kept), [""; 0]);
    }

    #[test]
    fn what_only_reads_is_not_kept() {
        let mut kept = kept(Mode::Instant);
        let get = call("GetItem", r#"{"TableName":"one","Key":{"pk":{"S":"a"}}}"#);
        let nonsense = call("PutItem", "{}");
        for call in [create("one"), get, nonsense] {
            kept.submit(1, call, World::run_to_completion).unwrap();
        }
        assert_eq!(kept.since.len(), 1);
    }

    /// A thousand calls of 16 MB would be 16 GB.
    #[test]
    fn the_calls_that_are_kept_are_few_bytes() {
        let mut kept = kept(Mode::Instant);
        for at in 0..20 {
            let large = Call { request_bytes: 1 << 20, ..call("ListTables", "{}") };
            kept.submit(at, large, World::run_to_completion).unwrap();
            assert!(kept.since.len() < 4);
        }
    }
}
