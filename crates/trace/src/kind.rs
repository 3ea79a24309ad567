//! The vocabulary of what can happen. It only grows: numbers, names and meanings stay.

use serde::{Deserialize, Serialize};

use crate::{Limit, SplitCause, SplitRefusal};

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Read units.
    Read,
    /// Write units.
    Write,
}

/// What a change did to an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Touch {
    /// A new entry.
    Put,
    /// An entry gone.
    Delete,
    /// The entry's content, at the same place.
    Update,
    /// The entry moved: its index key changed.
    Move,
}

/// Why a change did not travel to an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Skip {
    /// The item lacks a key attribute of the index, before and after.
    Sparse,
    /// Nothing that the index holds changed.
    Unchanged,
}

/// Where a table or index is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// `CREATING`.
    Creating,
    /// `ACTIVE`.
    Active,
    /// `UPDATING`.
    Updating,
    /// `DELETING`.
    Deleting,
    /// It is no more.
    Deleted,
}

/// What a write did to an item, as a stream tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// `INSERT`: there was none before.
    Insert,
    /// `MODIFY`: it is another one now.
    Modify,
    /// `REMOVE`: there is none now.
    Remove,
}

/// Why an entry of a cache is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Gone {
    /// Room was needed, and it was used longest ago.
    Room,
    /// Its time was over.
    Time,
}

/// Why an item will not expire although it has the attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ignored {
    /// The value is no number.
    NotNumber,
    /// The number can only be meant in milliseconds: it lies thousands of years ahead.
    Milliseconds,
    /// It lies more than five years back.
    TooOld,
    /// The attribute lies within another one.
    Nested,
}

/// What made a batch whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Gathered {
    /// It has as many records as it may have.
    Size,
    /// It was gathered as long as it may be.
    Window,
    /// It has as many bytes as it may have.
    Bytes,
}

/// How an invocation went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// All records are done.
    Ok,
    /// The function failed.
    Failed,
    /// The function says at which record it failed.
    Partial,
}

/// Why records were given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Discard {
    /// They were tried as often as they may be.
    Retries,
    /// They are older than the mapping allows.
    Age,
    /// The stream doesn't have them any more.
    Trimmed,
}

/// What happened. Figures saturate at `u32::MAX`; capacity is in milli-units, durations in microseconds, sizes in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// The client sent a request.
    RequestStart {
        /// Size of the request.
        bytes: u32,
    },
    /// The client has the answer.
    RequestEnd {
        /// HTTP status.
        status: u32,
        /// Read milli-units altogether.
        read: u32,
        /// Write milli-units altogether.
        write: u32,
        /// Since the start.
        latency: u32,
    },
    /// The request reached this station.
    Enter,
    /// This station is done with the request.
    Leave,
    /// The request stopped here with an error.
    Rejected {
        /// HTTP status.
        status: u32,
    },
    /// The router found the partition of a key or of a page.
    RouterLookup {
        /// How many partitions the table or index has.
        of: u32,
    },
    /// Capacity was counted (not refused). `before` and `after` are this partition's figures of the current second.
    Admit {
        /// Which bucket.
        class: Class,
        /// Before this request.
        before: u32,
        /// After this request.
        after: u32,
    },
    /// Items were read here.
    ItemsRead {
        /// How many items were looked at.
        items: u32,
        /// Their bytes.
        bytes: u32,
    },
    /// The write's condition was checked here.
    ConditionChecked {
        /// Whether it held.
        held: bool,
    },
    /// The leader wrote a log record.
    WalAppend {
        /// Its log sequence number.
        lsn: u32,
        /// Bytes of the item before; 0 = there was none.
        before: u32,
        /// Bytes of the item after; 0 = there is none.
        after: u32,
    },
    /// A follower has the log record on disk.
    Persist {
        /// Its log sequence number.
        lsn: u32,
    },
    /// Two of three copies have the log record: it is committed.
    QuorumReached {
        /// Its log sequence number.
        lsn: u32,
    },
    /// The leader acknowledged the write.
    Ack {
        /// Its log sequence number.
        lsn: u32,
    },
    /// A follower's items show the change now.
    Apply {
        /// Its log sequence number.
        lsn: u32,
        /// Log records that the follower still has to apply.
        behind: u32,
    },
    /// A read answered from a copy that had not applied the newest committed change of the key. The cause is that change.
    StaleRead {
        /// How far the copy had applied the log.
        seen: u32,
        /// The newest change of the key.
        latest: u32,
    },
    /// A change set out for an index.
    PropagateQueued {
        /// Its log sequence number in the table's partition.
        lsn: u32,
        /// Changes on their way to this index, this one included.
        depth: u32,
    },
    /// A change arrived at an index.
    PropagateApplied {
        /// Its log sequence number in the table's partition.
        lsn: u32,
        /// What it did.
        touch: Touch,
        /// How long it travelled.
        lag: u32,
    },
    /// A change has nothing to tell an index.
    PropagateSkipped {
        /// Its log sequence number in the table's partition.
        lsn: u32,
        /// Why.
        why: Skip,
    },
    /// A partition came into being.
    PartitionCreated,
    /// A table's status changed.
    TableStatus {
        /// To this.
        status: Status,
    },
    /// A global index's status changed.
    IndexStatus {
        /// To this.
        status: Status,
    },
    /// A setting was changed.
    KnobSet {
        /// Number of the knob.
        knob: u32,
    },
    /// A transaction found an item as it wants it, and holds it until it is committed.
    TxnPrepared,
    /// An item is held by another transaction, or being written.
    TxnConflict {
        /// The other call.
        with: u32,
    },
    /// Every item of a transaction is prepared: it is committed.
    TxnCommit {
        /// How many actions it has.
        actions: u32,
    },
    /// A transaction is cancelled: nothing of it is carried out.
    TxnCancel {
        /// How many actions it has.
        actions: u32,
        /// How many of them are reasons.
        failed: u32,
    },
    /// A table's stream was turned on or off.
    StreamSwitched {
        /// Whether it is on now.
        on: bool,
    },
    /// A record is there for the readers of a stream's shard.
    StreamRecord {
        /// What it tells.
        change: Change,
        /// Bytes of its key and images.
        bytes: u32,
        /// How long after the write.
        lag: u32,
    },
    /// Records were read from a stream's shard.
    StreamRead {
        /// How many.
        records: u32,
        /// Their bytes.
        bytes: u32,
    },
    /// Time to live was turned on or off.
    TtlSwitched {
        /// Whether it is on now.
        on: bool,
    },
    /// The sweep found an item that has expired, and deletes it.
    TtlExpired {
        /// Seconds since the time that the item's attribute says.
        late: u32,
    },
    /// A copy is down.
    ReplicaDown,
    /// A copy's host is up again; it has to catch up.
    ReplicaUp {
        /// Whether its disk was lost.
        empty: bool,
    },
    /// A leader's lease has run out.
    LeaseExpired,
    /// A copy stands for election.
    ElectionStart,
    /// A copy leads now.
    LeaderElected {
        /// The old leader handed over.
        planned: bool,
        /// Log records that no majority had: they are gone.
        dropped: u32,
    },
    /// A replica of the log alone counts in the place of a copy that is away.
    LogReplicaAdded {
        /// The zone of the copy that it stands in for: 1 = a.
        instead: u8,
    },
    /// A copy has everything again, and counts again.
    ReplicaHealed {
        /// It was built anew on another host.
        anew: bool,
    },
    /// A leader can't reach a majority: its lease is not renewed any more.
    QuorumLost,
    /// Log records that were never acknowledged are gone with their leader.
    RecordsDropped {
        /// How many.
        records: u32,
    },
    /// A message to a copy was lost.
    MessageLost {
        /// The log record that was in it.
        lsn: u32,
    },
    /// A message arrived a second time.
    MessageAgain {
        /// The log record that was in it.
        lsn: u32,
    },
    /// A request finds no copy that may serve it, and waits.
    NoLeader,
    /// A copy doesn't hear the leader any more, and asks the others, who do.
    LeaderDoubted,
    /// A log replica has the log record on disk.
    LogReplicaPersist {
        /// Its log sequence number.
        lsn: u32,
    },
    /// A log replica is gone with its zone.
    LogReplicaGone,
    /// A fault strikes.
    FaultStarted {
        /// Number of the kind of fault.
        fault: u32,
        /// Its own number.
        number: u32,
    },
    /// A fault is over.
    FaultEnded {
        /// Number of the kind of fault.
        fault: u32,
        /// Its own number.
        number: u32,
    },
    /// A fault has a request refused that there is capacity for.
    ThrottleInjected,
    /// A request may not go on: a bucket is empty. The place is that of the bucket.
    Throttle {
        /// Which bucket.
        limit: Limit,
        /// What it is for.
        class: Class,
        /// What was in it; 0 when it was overdrawn.
        have: u32,
        /// What flows into it in a second.
        rate: u32,
    },
    /// A request router took tokens out of a table's pool.
    TokenVend {
        /// What they are for.
        class: Class,
        /// How many.
        milli: u32,
    },
    /// A request router put tokens back that it held too long.
    TokenExpire {
        /// What they were for.
        class: Class,
        /// How many.
        milli: u32,
    },
    /// More was used in this second than flows in: what was saved up is being spent.
    BurstSpend {
        /// What it is used for.
        class: Class,
        /// Whole units that are left.
        left: u32,
    },
    /// A partition that was throttled gets a greater share of its table's throughput.
    AdaptiveBoost {
        /// Of what.
        class: Class,
        /// Milli-units a second that it has now.
        rate: u32,
    },
    /// A minute of a partition that is used much is over.
    HeatSample {
        /// How it is used most.
        class: Class,
        /// Percent of what a partition can do.
        percent: u32,
        /// Percent of that which the item used most took.
        top: u32,
    },
    /// A partition that is used much is not split: it would not help.
    SplitRefused {
        /// Why.
        why: SplitRefusal,
    },
    /// A partition is being split. It goes on serving.
    SplitStarted {
        /// Why.
        why: SplitCause,
        /// Into so many.
        parts: u32,
    },
    /// A partition was split. The place is its own; those that came of it have the numbers from `first` on.
    SplitDone {
        /// Number of the first, as in places.
        first: u32,
        /// How many.
        parts: u32,
    },
    /// A change waits on its way to an index that has no capacity left.
    PropagateBlocked {
        /// Which of the index's buckets is empty.
        limit: Limit,
        /// Changes on their way to this index.
        depth: u32,
    },
    /// So many changes wait for an index, or so long, that writes which would add to them are refused.
    BackPressureOn {
        /// Changes on their way to it.
        depth: u32,
        /// Age of the oldest.
        age: u32,
    },
    /// The index has caught up: writes are taken again.
    BackPressureOff,
    /// An index that was added has read so much of its table.
    BackfillProgress {
        /// Percent.
        percent: u32,
        /// Items that it could not take up in this step.
        violations: u32,
    },
    /// Time to live passes over an item that has the attribute.
    TtlIgnored {
        /// Why.
        why: Ignored,
    },
    /// A cache had what was asked for.
    CacheHit {
        /// The cache's number.
        cache: u16,
        /// The node's number; 0 for an application's own cache.
        node: u16,
        /// Whether it was a page of a query or scan.
        query: bool,
        /// How old it is.
        age: u32,
        /// How long it may still be served.
        left: u32,
    },
    /// A cache did not have what was asked for.
    CacheMiss {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// Whether it was a page.
        query: bool,
    },
    /// A cache knew that there is no such item.
    NegativeHit {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// How old that is.
        age: u32,
        /// How long it may still be served.
        left: u32,
    },
    /// A cache has nothing to say to a request: it goes on as it is.
    PassThrough {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
    },
    /// A cache remembers something.
    CacheStore {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// Whether it is a page.
        query: bool,
        /// Its bytes.
        bytes: u32,
    },
    /// What one node remembers reached another.
    CacheReplicate {
        /// The cache's number.
        cache: u16,
        /// The number of the node that it reached.
        node: u16,
        /// Whether it is a page.
        query: bool,
        /// How long it took.
        lag: u32,
    },
    /// A cache forgot something.
    Evict {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// Why.
        why: Gone,
        /// Its bytes.
        bytes: u32,
    },
    /// A read replica of a cluster took the place of its primary.
    Failover {
        /// The cluster's number.
        cache: u16,
        /// The node that was the primary.
        from: u16,
        /// The one that is.
        to: u16,
    },
    /// A node has more to do than it can.
    CacheThrottle {
        /// The cluster's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// Normalised requests in this second.
        used: u32,
        /// What it can do.
        most: u32,
    },
    /// A node came up, or went down.
    CacheNode {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
        /// Whether it is up now.
        up: bool,
    },
    /// A cache forgets an item that was deleted.
    CacheForget {
        /// The cache's number.
        cache: u16,
        /// The node's number.
        node: u16,
    },
    /// A shard of a stream takes writes from now on.
    ShardOpened {
        /// Whether it begins with a part of a partition that was split; otherwise it follows a shard that was open for long.
        parent: bool,
    },
    /// A shard of a stream takes no writes any more.
    ShardClosed {
        /// How many shards take its place.
        children: u32,
    },
    /// A reader got a place in a shard.
    IteratorIssued {
        /// Records that it can read from there.
        waiting: u32,
    },
    /// A reader came with a place that it got too long ago.
    IteratorExpired {
        /// How long ago.
        age: u32,
    },
    /// Records of a stream are gone: they were kept for a day.
    RecordTrimmed {
        /// How many.
        records: u32,
    },
    /// An event source mapping looked for records in a shard.
    Poll {
        /// The mapping.
        mapping: u32,
        /// Records that it got.
        records: u32,
        /// Records that it left for the next time.
        left: u32,
    },
    /// Records that none of a mapping's filters fits were passed over.
    FilteredOut {
        /// The mapping.
        mapping: u32,
        /// How many.
        records: u32,
    },
    /// A mapping has gathered a batch.
    BatchFormed {
        /// The mapping.
        mapping: u32,
        /// How many records.
        records: u32,
        /// What made it whole.
        by: Gathered,
    },
    /// A function is invoked with a batch.
    Invoke {
        /// The mapping.
        mapping: u32,
        /// How many records.
        records: u32,
        /// 1 for the first time.
        attempt: u32,
    },
    /// A function is done with a batch.
    InvokeResult {
        /// The mapping.
        mapping: u32,
        /// How it went.
        outcome: Outcome,
        /// Records before the one that it failed at.
        good: u32,
        /// How long it took.
        took: u32,
    },
    /// A batch that failed is halved.
    Bisect {
        /// The mapping.
        mapping: u32,
        /// Records of the first half.
        first: u32,
        /// Records of the second half.
        second: u32,
    },
    /// A mapping is done with a shard's records up to here.
    Checkpoint {
        /// The mapping.
        mapping: u32,
        /// Records since the checkpoint before.
        records: u32,
        /// Milliseconds since the last of them was written.
        age: u32,
    },
    /// Records were given up.
    Discarded {
        /// The mapping.
        mapping: u32,
        /// How many.
        records: u32,
        /// Why.
        why: Discard,
    },
    /// A queue was told where the records lie that were given up.
    SentToDestination {
        /// The mapping.
        mapping: u32,
        /// How many.
        records: u32,
    },
    /// A function keeps what it has added up in a tumbling window so far.
    WindowKept {
        /// The mapping.
        mapping: u32,
        /// Records of the window that are done.
        records: u32,
        /// Values that are told apart.
        values: u32,
        /// Bytes of what is kept.
        bytes: u32,
    },
    /// A tumbling window is over: the function is invoked with what it has kept.
    WindowOver {
        /// The mapping.
        mapping: u32,
        /// Records of the window that are done.
        records: u32,
        /// Values that are told apart.
        values: u32,
        /// Whether it ended before its time, because too much was kept.
        early: bool,
    },
    /// The world begins to make calls by itself.
    WorkloadStarted {
        /// Number of the workload.
        workload: u32,
    },
    /// A workload is over.
    WorkloadEnded {
        /// Number of the workload.
        workload: u32,
        /// Calls that were made for it.
        calls: u32,
    },
    /// A client waits before it tries again.
    ClientWaits {
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How long.
        wait: u32,
    },
    /// A client tries no more.
    ClientGaveUp {
        /// How often it tried.
        attempts: u32,
    },
    /// An alarm changed its state.
    AlarmState {
        /// Which.
        alarm: u32,
        /// How it stands now.
        state: Watch,
    },
    /// The policies that are about a caller and a resource were heard.
    PoliciesHeard {
        /// How many.
        policies: u32,
        /// Statements in them.
        statements: u32,
        /// How many things the request asks for.
        asks: u32,
    },
    /// A statement is about the request.
    StatementMatched {
        /// What its policy is attached to.
        of: PolicyKind,
        /// Its policy, from 1, in the order in which they were heard.
        policy: u32,
        /// The statement in it, from 1.
        statement: u32,
        /// Whether it allows.
        allows: bool,
    },
    /// The caller may.
    AccessAllowed {
        /// What the policy that allows is attached to.
        of: PolicyKind,
        /// The policy, from 1.
        policy: u32,
        /// The statement in it, from 1.
        statement: u32,
    },
    /// The caller may not.
    AccessDenied {
        /// What the policy that denies is attached to; without one, where an allowance is missing.
        of: PolicyKind,
        /// The policy that denies, from 1; 0 = none does, and none allows.
        policy: u32,
        /// The statement in it, from 1.
        statement: u32,
    },
    /// Temporary credentials are over.
    SessionExpired,
    /// A coordinator took a transaction into its ledger and gave it a timestamp.
    TxnBegin {
        /// Its number in the ledger.
        txn: u32,
        /// Which coordinator.
        coordinator: u16,
        /// The timestamp is the moment of this event plus so many microseconds: how far the coordinator's clock is off.
        skew: i32,
    },
    /// A coordinator asks an item's leader to prepare.
    PrepareSent {
        /// The transaction's number in the ledger.
        txn: u32,
    },
    /// A coordinator hears how an item's leader voted.
    PrepareVote {
        /// How.
        vote: Vote,
    },
    /// A transaction's write to one item is carried out.
    CommitApplied {
        /// The transaction's number in the ledger.
        txn: u32,
    },
    /// An item is held no longer: its transaction was cancelled.
    TxnReleased,
    /// Another coordinator goes on with a transaction, from what the ledger says.
    TxnRecovered {
        /// Which coordinator.
        coordinator: u16,
        /// What the ledger says.
        ledger: Ledger,
    },
    /// An item's leader answers one of the two rounds of a transaction that reads.
    ReadRound {
        /// 1 or 2.
        round: u16,
        /// The newest record of the partition's log.
        lsn: u32,
    },
    /// An item was written later than the timestamp of a transaction that wants to write it.
    TxnOlder {
        /// Microseconds between the two.
        behind: u32,
    },
    /// The coordinator of a transaction is gone.
    CoordinatorLost {
        /// Which.
        coordinator: u16,
    },
    /// An item was written between the two rounds of a transaction that reads.
    TxnChanged,
}

impl Kind {
    /// The frozen number.
    #[expect(clippy::too_many_lines, reason = "an arm a kind")]
    pub const fn number(self) -> u16 {
        match self {
            Self::RequestStart { .. } => 1,
            Self::RequestEnd { .. } => 2,
            Self::Enter => 3,
            Self::Leave => 4,
            Self::Rejected { .. } => 5,
            Self::RouterLookup { .. } => 6,
            Self::Admit { .. } => 7,
            Self::ItemsRead { .. } => 8,
            Self::ConditionChecked { .. } => 9,
            Self::WalAppend { .. } => 10,
            Self::Persist { .. } => 11,
            Self::QuorumReached { .. } => 12,
            Self::Ack { .. } => 13,
            Self::Apply { .. } => 14,
            Self::StaleRead { .. } => 15,
            Self::PropagateQueued { .. } => 16,
            Self::PropagateApplied { .. } => 17,
            Self::PropagateSkipped { .. } => 18,
            Self::PartitionCreated => 19,
            Self::TableStatus { .. } => 20,
            Self::IndexStatus { .. } => 21,
            Self::KnobSet { .. } => 22,
            Self::TxnPrepared => 23,
            Self::TxnConflict { .. } => 24,
            Self::TxnCommit { .. } => 25,
            Self::TxnCancel { .. } => 26,
            Self::StreamSwitched { .. } => 27,
            Self::StreamRecord { .. } => 28,
            Self::StreamRead { .. } => 29,
            Self::TtlSwitched { .. } => 30,
            Self::TtlExpired { .. } => 31,
            Self::ReplicaDown => 60,
            Self::ReplicaUp { .. } => 61,
            Self::LeaseExpired => 62,
            Self::ElectionStart => 63,
            Self::LeaderElected { .. } => 64,
            Self::LogReplicaAdded { .. } => 65,
            Self::ReplicaHealed { .. } => 66,
            Self::QuorumLost => 67,
            Self::RecordsDropped { .. } => 68,
            Self::MessageLost { .. } => 69,
            Self::MessageAgain { .. } => 70,
            Self::NoLeader => 71,
            Self::LeaderDoubted => 72,
            Self::LogReplicaPersist { .. } => 73,
            Self::LogReplicaGone => 74,
            Self::FaultStarted { .. } => 130,
            Self::FaultEnded { .. } => 131,
            Self::ThrottleInjected => 132,
            Self::Throttle { .. } => 40,
            Self::TokenVend { .. } => 41,
            Self::TokenExpire { .. } => 42,
            Self::BurstSpend { .. } => 43,
            Self::AdaptiveBoost { .. } => 44,
            Self::HeatSample { .. } => 45,
            Self::SplitRefused { .. } => 47,
            Self::SplitStarted { .. } => 48,
            Self::SplitDone { .. } => 49,
            Self::PropagateBlocked { .. } => 75,
            Self::BackPressureOn { .. } => 76,
            Self::BackPressureOff => 77,
            Self::BackfillProgress { .. } => 78,
            Self::TtlIgnored { .. } => 100,
            Self::CacheHit { .. } => 105,
            Self::CacheMiss { .. } => 106,
            Self::NegativeHit { .. } => 107,
            Self::PassThrough { .. } => 108,
            Self::CacheStore { .. } => 109,
            Self::CacheReplicate { .. } => 110,
            Self::Evict { .. } => 111,
            Self::Failover { .. } => 112,
            Self::CacheThrottle { .. } => 113,
            Self::CacheNode { .. } => 114,
            Self::CacheForget { .. } => 115,
            Self::ShardOpened { .. } => 80,
            Self::ShardClosed { .. } => 81,
            Self::IteratorIssued { .. } => 82,
            Self::IteratorExpired { .. } => 83,
            Self::RecordTrimmed { .. } => 84,
            Self::Poll { .. } => 85,
            Self::FilteredOut { .. } => 86,
            Self::BatchFormed { .. } => 87,
            Self::Invoke { .. } => 88,
            Self::InvokeResult { .. } => 89,
            Self::Bisect { .. } => 90,
            Self::Checkpoint { .. } => 91,
            Self::Discarded { .. } => 92,
            Self::SentToDestination { .. } => 93,
            Self::WindowKept { .. } => 94,
            Self::WindowOver { .. } => 95,
            Self::WorkloadStarted { .. } => 120,
            Self::WorkloadEnded { .. } => 121,
            Self::ClientWaits { .. } => 122,
            Self::ClientGaveUp { .. } => 123,
            Self::AlarmState { .. } => 135,
            Self::PoliciesHeard { .. } => 150,
            Self::StatementMatched { .. } => 151,
            Self::AccessAllowed { .. } => 152,
            Self::AccessDenied { .. } => 153,
            Self::SessionExpired => 154,
            Self::TxnBegin { .. } => 140,
            Self::PrepareSent { .. } => 141,
            Self::PrepareVote { .. } => 142,
            Self::CommitApplied { .. } => 143,
            Self::TxnReleased { .. } => 144,
            Self::TxnRecovered { .. } => 145,
            Self::ReadRound { .. } => 146,
            Self::TxnOlder { .. } => 147,
            Self::CoordinatorLost { .. } => 148,
            Self::TxnChanged => 149,
        }
    }

    /// The name in trace/1.
    #[expect(clippy::too_many_lines, reason = "an arm a kind")]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestStart { .. } => "RequestStart",
            Self::RequestEnd { .. } => "RequestEnd",
            Self::Enter => "Enter",
            Self::Leave => "Leave",
            Self::Rejected { .. } => "Rejected",
            Self::RouterLookup { .. } => "RouterLookup",
            Self::Admit { .. } => "Admit",
            Self::ItemsRead { .. } => "ItemsRead",
            Self::ConditionChecked { .. } => "ConditionChecked",
            Self::WalAppend { .. } => "WalAppend",
            Self::Persist { .. } => "Persist",
            Self::QuorumReached { .. } => "QuorumReached",
            Self::Ack { .. } => "Ack",
            Self::Apply { .. } => "Apply",
            Self::StaleRead { .. } => "StaleRead",
            Self::PropagateQueued { .. } => "PropagateQueued",
            Self::PropagateApplied { .. } => "PropagateApplied",
            Self::PropagateSkipped { .. } => "PropagateSkipped",
            Self::PartitionCreated => "PartitionCreated",
            Self::TableStatus { .. } => "TableStatus",
            Self::IndexStatus { .. } => "IndexStatus",
            Self::KnobSet { .. } => "KnobSet",
            Self::TxnPrepared => "TxnPrepared",
            Self::TxnConflict { .. } => "TxnConflict",
            Self::TxnCommit { .. } => "TxnCommit",
            Self::TxnCancel { .. } => "TxnCancel",
            Self::StreamSwitched { .. } => "StreamSwitched",
            Self::StreamRecord { .. } => "StreamRecord",
            Self::StreamRead { .. } => "StreamRead",
            Self::TtlSwitched { .. } => "TtlSwitched",
            Self::TtlExpired { .. } => "TtlExpired",
            Self::ReplicaDown => "ReplicaDown",
            Self::ReplicaUp { .. } => "ReplicaUp",
            Self::LeaseExpired => "LeaseExpired",
            Self::ElectionStart => "ElectionStart",
            Self::LeaderElected { .. } => "LeaderElected",
            Self::LogReplicaAdded { .. } => "LogReplicaAdded",
            Self::ReplicaHealed { .. } => "ReplicaHealed",
            Self::QuorumLost => "QuorumLost",
            Self::RecordsDropped { .. } => "RecordsDropped",
            Self::MessageLost { .. } => "MessageLost",
            Self::MessageAgain { .. } => "MessageAgain",
            Self::NoLeader => "NoLeader",
            Self::LeaderDoubted => "LeaderDoubted",
            Self::LogReplicaPersist { .. } => "LogReplicaPersist",
            Self::LogReplicaGone => "LogReplicaGone",
            Self::FaultStarted { .. } => "FaultStarted",
            Self::FaultEnded { .. } => "FaultEnded",
            Self::ThrottleInjected => "ThrottleInjected",
            Self::Throttle { .. } => "Throttle",
            Self::TokenVend { .. } => "TokenVend",
            Self::TokenExpire { .. } => "TokenExpire",
            Self::BurstSpend { .. } => "BurstSpend",
            Self::AdaptiveBoost { .. } => "AdaptiveBoost",
            Self::HeatSample { .. } => "HeatSample",
            Self::SplitRefused { .. } => "SplitRefused",
            Self::SplitStarted { .. } => "SplitStarted",
            Self::SplitDone { .. } => "SplitDone",
            Self::PropagateBlocked { .. } => "PropagateBlocked",
            Self::BackPressureOn { .. } => "BackPressureOn",
            Self::BackPressureOff => "BackPressureOff",
            Self::BackfillProgress { .. } => "BackfillProgress",
            Self::TtlIgnored { .. } => "TtlIgnored",
            Self::CacheHit { .. } => "CacheHit",
            Self::CacheMiss { .. } => "CacheMiss",
            Self::NegativeHit { .. } => "NegativeHit",
            Self::PassThrough { .. } => "PassThrough",
            Self::CacheStore { .. } => "CacheStore",
            Self::CacheReplicate { .. } => "CacheReplicate",
            Self::Evict { .. } => "Evict",
            Self::Failover { .. } => "Failover",
            Self::CacheThrottle { .. } => "CacheThrottle",
            Self::CacheNode { .. } => "CacheNode",
            Self::CacheForget { .. } => "CacheForget",
            Self::ShardOpened { .. } => "ShardOpened",
            Self::ShardClosed { .. } => "ShardClosed",
            Self::IteratorIssued { .. } => "IteratorIssued",
            Self::IteratorExpired { .. } => "IteratorExpired",
            Self::RecordTrimmed { .. } => "RecordTrimmed",
            Self::Poll { .. } => "Poll",
            Self::FilteredOut { .. } => "FilteredOut",
            Self::BatchFormed { .. } => "BatchFormed",
            Self::Invoke { .. } => "Invoke",
            Self::InvokeResult { .. } => "InvokeResult",
            Self::Bisect { .. } => "Bisect",
            Self::Checkpoint { .. } => "Checkpoint",
            Self::Discarded { .. } => "Discarded",
            Self::SentToDestination { .. } => "SentToDestination",
            Self::WindowKept { .. } => "WindowKept",
            Self::WindowOver { .. } => "WindowOver",
            Self::WorkloadStarted { .. } => "WorkloadStarted",
            Self::WorkloadEnded { .. } => "WorkloadEnded",
            Self::ClientWaits { .. } => "ClientWaits",
            Self::ClientGaveUp { .. } => "ClientGaveUp",
            Self::AlarmState { .. } => "AlarmState",
            Self::PoliciesHeard { .. } => "PoliciesHeard",
            Self::StatementMatched { .. } => "StatementMatched",
            Self::AccessAllowed { .. } => "AccessAllowed",
            Self::AccessDenied { .. } => "AccessDenied",
            Self::SessionExpired => "SessionExpired",
            Self::TxnBegin { .. } => "TxnBegin",
            Self::PrepareSent { .. } => "PrepareSent",
            Self::PrepareVote { .. } => "PrepareVote",
            Self::CommitApplied { .. } => "CommitApplied",
            Self::TxnReleased { .. } => "TxnReleased",
            Self::TxnRecovered { .. } => "TxnRecovered",
            Self::ReadRound { .. } => "ReadRound",
            Self::TxnOlder { .. } => "TxnOlder",
            Self::CoordinatorLost { .. } => "CoordinatorLost",
            Self::TxnChanged => "TxnChanged",
        }
    }
}

impl Class {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl Touch {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Update => "update",
            Self::Move => "move",
        }
    }
}

impl Skip {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sparse => "sparse",
            Self::Unchanged => "unchanged",
        }
    }
}

impl Change {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

impl Status {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
            Self::Deleted => "DELETED",
        }
    }
}

impl Gone {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Room => "lru",
            Self::Time => "ttl",
        }
    }
}

impl Gathered {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Window => "window",
            Self::Bytes => "bytes",
        }
    }
}

impl Ignored {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotNumber => "not_number",
            Self::Milliseconds => "milliseconds",
            Self::TooOld => "too_old",
            Self::Nested => "nested",
        }
    }
}

impl Outcome {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Partial => "partial",
        }
    }
}

impl Discard {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retries => "retries",
            Self::Age => "age",
            Self::Trimmed => "trimmed",
        }
    }
}

/// How an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Watch {
    /// Within its threshold.
    Ok,
    /// Beyond it.
    Alarm,
    /// Nobody knows.
    Unknown,
}

impl Watch {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::Unknown => "INSUFFICIENT_DATA",
        }
    }
}

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PolicyKind {
    /// An organization's account.
    ServiceControl,
    /// A resource.
    Resource,
    /// A user, group or role.
    Identity,
    /// A user or role, as the most that it can have.
    Boundary,
    /// A session.
    Session,
    /// A role, as to who may assume it.
    Trust,
}

impl PolicyKind {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceControl => "service_control",
            Self::Resource => "resource",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Trust => "trust",
        }
    }
}

/// How an item's leader votes on a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Vote {
    /// It can be carried out.
    Yes,
    /// Another transaction holds the item.
    Conflict,
    /// The item was written later than the transaction's timestamp.
    Older,
    /// The condition doesn't hold.
    Condition,
    /// There is no capacity.
    Capacity,
    /// It is not valid for the item as it is.
    Invalid,
}

impl Vote {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Conflict => "conflict",
            Self::Older => "older",
            Self::Condition => "condition",
            Self::Capacity => "capacity",
            Self::Invalid => "invalid",
        }
    }
}

/// What the ledger of the coordinators says of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ledger {
    /// Nothing is decided.
    Preparing,
    /// It is committed.
    Committed,
    /// It is cancelled.
    Cancelled,
}

impl Ledger {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preparing => "PREPARING",
            Self::Committed => "COMMITTED",
            Self::Cancelled => "CANCELLED",
        }
    }
}
