//! Ids: their form, and that they never change.

use std::collections::BTreeSet;

use sim::{Purpose, ids};

#[test]
fn request_ids() {
    let seen: BTreeSet<String> = (0..1000).map(|call| ids::request_id(7, call)).collect();
    assert_eq!(seen.len(), 1000);
    assert!(seen.iter().all(
        |id| id.len() == 52 && id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    ));
    assert_ne!(ids::request_id(7, 1), ids::request_id(8, 1));
    assert_eq!(ids::request_id(0, 0), "8GA3AB9PRCLTBKVLN7TSYEXNYDYXH3CVZQYLWSS0A35ACSJBIYNW");
}

#[test]
fn uuids() {
    let seen: BTreeSet<String> = (0..1000).map(|table| ids::uuid(7, Purpose::TableId, table)).collect();
    assert_eq!(seen.len(), 1000);
    for id in &seen {
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
        assert!(id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')), "{id}");
        assert_eq!(id.as_bytes()[14], b'4', "{id}");
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
    }
    assert_ne!(ids::uuid(7, Purpose::TableId, 1), ids::uuid(7, Purpose::BackupId, 1));
    assert_eq!(ids::uuid(0, Purpose::TableId, 0), "eb55ad5f-0a32-4733-b079-6a5b6878508c");
}
