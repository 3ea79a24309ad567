//! The vocabulary of what can happen. It only grows: numbers, names and meanings stay.

use serde::{Deserialize, Serialize};

use crate::{
    Change, Class, Discard, Gathered, Gone, Ignored, Ledger, Limit, Outcome, PolicyKind, Skip, SplitCause,
    SplitRefusal, Status, Touch, Vote, Watch,
};

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
    /// Enough copies have the log record, usually two of three: it is committed.
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
