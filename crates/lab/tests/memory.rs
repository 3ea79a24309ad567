//! What the playground holds in memory, world after world. A program of its own: every byte of it is counted.

use std::alloc::System;

use cap::Cap;
use lab::Lab;
use session::Header;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const MB: usize = 1024 * 1024;
/// A table whose items are overwritten again and again.
const BUSY: [&str; 3] = [
    "aws dynamodb create-table --table-name Busy --key-schema AttributeName=pk,KeyType=HASH --attribute-definitions AttributeName=pk,AttributeType=S --billing-mode PAY_PER_REQUEST",
    "lab workload start --table Busy --rate 3000 --for 40m --retry none",
    "lab advance 20s",
];

#[test]
fn worlds_that_were_thrown_away_hold_little() {
    let before = MEMORY.allocated();
    let mut lab = Lab::new(Header::default());
    let mut clock = 0;
    for world in 0..3 {
        for line in BUSY {
            let (_, printed) = lab.run_all(line);
            assert!(printed.iter().all(|entry| entry.error.is_none()), "{line}");
        }
        let held = MEMORY.allocated() - before;
        assert!(held < 130 * MB, "world {world}: {held} bytes");
        if world < 2 {
            clock = lab.clock();
            lab.reset(false, Header::default());
            let held = MEMORY.allocated() - before;
            assert!(held < 30 * MB, "after world {world}: {held} bytes");
        }
    }
    // The one before can be brought back all the same, and any moment of it.
    assert!(lab.undo_reset());
    assert_eq!(lab.clock(), clock);
    assert_eq!(lab.look_at(clock / 3).map(|looked| looked.at), Some(clock / 3));
}
