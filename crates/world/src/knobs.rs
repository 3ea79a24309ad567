//! Every constant of the model that is not a documented fact of the API: named, ranged, overridable.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares the knobs: variant, name, default, least, most, whether instant mode takes it as zero, unit, meaning.
macro_rules! knobs {
    ($($variant:ident $name:literal $default:literal $least:literal..=$most:literal $lag:ident $unit:ident $about:literal;)*) => {
        /// A constant of the model. Names are frozen; the order is that of [`Knob::ALL`], and new ones are added at the end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Knob { $(#[doc = $about] $variant,)* }

        impl Knob {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Name, default, least, most, lag.
            const fn facts(self) -> Facts {
                match self {
                    $(Self::$variant => Facts {
                        name: $name, default: $default, least: $least, most: $most, lag: Lag::$lag,
                    },)*
                }
            }

            /// What it means, in a sentence. By itself: the page loads these sentences with what it loads later.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// What its value counts. By itself, as people write units by hand.
            #[inline(never)]
            pub const fn unit(self) -> KnobUnit {
                match self { $(Self::$variant => KnobUnit::$unit,)* }
            }
        }
    };
}

/// What is known about a knob.
struct Facts {
    name: &'static str,
    default: i64,
    least: i64,
    most: i64,
    lag: Lag,
}

/// What a knob's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnobUnit {
    /// A time in microseconds.
    Micros,
    /// A time in seconds.
    Seconds,
    /// A time in minutes.
    Minutes,
    /// Bytes.
    Bytes,
    /// Something that has no unit: a number, a share, a choice.
    Plain,
}

/// How instant mode treats a knob.
enum Lag {
    /// A duration of the model: zero in instant mode.
    Time,
    /// A duration that overrides others when it isn't negative: never set in instant mode.
    Pin,
    /// A duration that shows even in instant mode, where it is [`SHORT`] at most.
    Short,
    /// No duration.
    No,
}

/// The most that instant mode leaves of a duration that it keeps, in microseconds.
const SHORT: i64 = 300_000;

knobs! {
    PartitionReadUnits "partition.read_units" 3_000 1..=1_000_000 No Plain "Read units a second that one partition serves (documented: 3,000).";
    PartitionWriteUnits "partition.write_units" 1_000 1..=1_000_000 No Plain "Write units a second that one partition serves (documented: 1,000).";
    OnDemandReadUnits "on_demand.read_units" 12_000 1..=1_000_000 No Plain "Read units a second that a new table on demand serves (documented: 12,000).";
    OnDemandWriteUnits "on_demand.write_units" 4_000 1..=1_000_000 No Plain "Write units a second that a new table on demand serves (documented: 4,000).";
    TableReadQuota "quota.table_read_units" 40_000 1..=10_000_000 No Plain "The most read units a table or index may be provisioned with (documented default: 40,000).";
    TableWriteQuota "quota.table_write_units" 40_000 1..=10_000_000 No Plain "The most write units a table or index may be provisioned with (documented default: 40,000).";
    ControlLatency "latency.control" 30_000 0..=60_000_000 Time Micros "Microseconds of an operation on tables.";
    RejectLatency "latency.reject" 1_500 0..=60_000_000 Time Micros "Microseconds of a request that the router refuses.";
    GetEventualLatency "latency.get_eventual" 2_000 0..=60_000_000 Time Micros "Microseconds of an eventually consistent read of one item.";
    GetStrongLatency "latency.get_strong" 3_000 0..=60_000_000 Time Micros "Microseconds of a strongly consistent read of one item.";
    WriteLatency "latency.write" 5_000 0..=60_000_000 Time Micros "Microseconds of a write whose first follower persists in the median time.";
    QueryLatency "latency.query" 4_000 0..=60_000_000 Time Micros "Microseconds of a page of Query.";
    ScanLatency "latency.scan" 6_000 0..=60_000_000 Time Micros "Microseconds of a page of Scan.";
    BatchGetLatency "latency.batch_get" 4_000 0..=60_000_000 Time Micros "Microseconds of a batch of reads.";
    BatchWriteLatency "latency.batch_write" 7_000 0..=60_000_000 Time Micros "Microseconds of a batch of writes.";
    LatencySpread "latency.spread_percent" 180 100..=10_000 No Plain "99th percentile of a latency in percent of its median.";
    PersistMedian "persist_lag.median" 1_000 0..=60_000_000 Time Micros "Median microseconds until a follower has a log record on disk.";
    PersistP99 "persist_lag.p99" 4_000 0..=60_000_000 Time Micros "99th percentile of the same.";
    PersistCap "persist_lag.cap" 100_000 0..=60_000_000 Time Micros "The most of the same.";
    FastApplyMax "replica_lag.fast_max" 5_000 0..=60_000_000 Time Micros "The most microseconds after the acknowledgement until the follower of the quorum applies a record.";
    SlowApplyMedian "replica_lag.slow_median" 20_000 0..=60_000_000 Time Micros "Median microseconds after the acknowledgement until the other follower applies a record.";
    SlowApplyP99 "replica_lag.slow_p99" 400_000 0..=60_000_000 Time Micros "99th percentile of the same.";
    SlowApplyCap "replica_lag.slow_cap" 1_000_000 0..=60_000_000 Time Micros "The most of the same (documented: usually within one second).";
    ReplicaLagA "replica_lag.a" -1 -1..=3_600_000_000 Pin Micros "Pins the time after the acknowledgement until a follower in zone a applies a record; -1 leaves it to chance.";
    ReplicaLagB "replica_lag.b" -1 -1..=3_600_000_000 Pin Micros "The same for zone b.";
    ReplicaLagC "replica_lag.c" -1 -1..=3_600_000_000 Pin Micros "The same for zone c.";
    ReplicaChoice "replica_choice" 0 0..=5 No Plain "Who answers an eventually consistent read: 0 chance, 1 zone a, 2 zone b, 3 zone c, 4 in turn, 5 the one furthest behind.";
    IndexLagMedian "index_lag.median" 10_000 0..=60_000_000 Time Micros "Median microseconds until a change reaches a global index.";
    IndexLagP99 "index_lag.p99" 200_000 0..=60_000_000 Time Micros "99th percentile of the same.";
    IndexLagCap "index_lag.cap" 1_000_000 0..=3_600_000_000 Time Micros "The most of the same.";
    CreateTable "control.create_table" 4_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table without global indexes is CREATING.";
    CreateTableIndexed "control.create_table_indexed" 18_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table with global indexes is CREATING.";
    DeleteTable "control.delete_table" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table is DELETING.";
    TransactGetLatency "latency.transact_get" 6_000 0..=60_000_000 Time Micros "Microseconds of a transaction that reads.";
    TransactWriteLatency "latency.transact_write" 12_000 0..=60_000_000 Time Micros "Microseconds of a transaction that writes.";
    StreamLatency "latency.stream" 10_000 0..=60_000_000 Time Micros "Microseconds of a read from a stream.";
    UpdateThroughput "control.update_throughput" 1_500_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when its throughput changes.";
    UpdateBilling "control.update_billing" 150_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when it goes on demand for the first time (measured: two to three minutes).";
    UpdateStream "control.update_stream" 4_500_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when a stream is switched on or off.";
    UpdateClass "control.update_class" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when its class changes.";
    UpdateEncryption "control.update_encryption" 22_000_000 0..=3_600_000_000 Time Micros "Microseconds that encryption is UPDATING when its key changes.";
    WarmUp "control.warm_up" 270_000_000 0..=3_600_000_000 Time Micros "Microseconds that a greater warm throughput takes.";
    UpdateTags "control.update_tags" 1_600_000 0..=3_600_000_000 Time Micros "Microseconds after a change of tags in which they can't be changed again.";
    IndexAllocate "control.index_allocate" 30_000_000 0..=3_600_000_000 Short Micros "Microseconds until a global index that is added begins to read the table's items.";
    IndexBackfill "control.index_backfill" 60_000_000 0..=3_600_000_000 Short Micros "The least microseconds that a global index that is added reads the table's items (measured: minutes, however few they are).";
    IndexDelete "control.index_delete" 3_000_000 0..=3_600_000_000 Time Micros "Microseconds that a global index is DELETING.";
    IndexUpdate "control.index_update" 3_000_000 0..=3_600_000_000 Time Micros "Microseconds that a global index is UPDATING when its throughput changes.";
    SettingCooldown "control.setting_cooldown" 15_000_000 0..=3_600_000_000 No Micros "Microseconds in which deletion protection or a resource policy can't be changed again.";
    UpdateInsights "control.update_insights" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that Contributor Insights is ENABLING or DISABLING.";
    TablesQuota "quota.tables" 2_500 1..=1_000_000 No Plain "The most tables that a Region may have (documented default: 2,500).";
    ControlQuota "quota.control_operations" 500 1..=1_000_000 No Plain "The most tables of a Region that may be created, updated or deleted at a time (documented: 500).";
    CreateBackup "control.create_backup" 2_000_000 0..=3_600_000_000 Time Micros "Microseconds that a backup is CREATING.";
    TransactPrepare "transaction.prepare" 3_000 0..=3_600_000_000 Time Micros "Microseconds that a transaction which writes pauses between prepare and commit, with its items held (model).";
    StreamLagMin "stream_lag.min" 20_000 0..=60_000_000 Time Micros "The least microseconds after the commit until the readers of a stream see a record.";
    StreamLagMax "stream_lag.max" 200_000 0..=60_000_000 Time Micros "The most of the same.";
    StreamRetention "stream.retention" 86_400_000_000 1..=8_640_000_000_000 No Micros "Microseconds that a stream keeps its records, and itself after it was turned off (documented: 24 hours).";
    ShardIteratorLife "stream.iterator_life" 900_000_000 1..=86_400_000_000 No Micros "Microseconds that a shard iterator can be used (documented: 15 minutes).";
    TtlDelay "ttl.delay" 300_000_000 0..=8_640_000_000_000 Time Micros "Microseconds that an expired item is left before it is deleted (documented: within a few days, usually 48 hours; here minutes, so that it can be watched: the preset ttl-48-hours is the documented picture).";
    TtlSweep "ttl.sweep" 1_000_000 0..=3_600_000_000 No Micros "Microseconds that the sweep takes to come to an expired item, in instant mode too: so long it can still be read.";
    TtlCooldown "ttl.cooldown" 1_800_000_000 0..=86_400_000_000 Short Micros "Microseconds after a change of time to live in which the table refuses another one (documented: an hour; observed: 30 minutes).";
    CollectionQuota "quota.collection_bytes" 10_737_418_240 1..=10_737_418_240 No Bytes "Bytes that the items with one partition key and their local index entries may have together (documented: 10 GB).";
    LeaderLease "leader.lease" 2_000_000 1_000..=60_000_000 No Micros "Microseconds that a leader's lease is good for after it was last renewed; so long nobody else may lead (documented in the paper of 2022: a couple of seconds; the figure is a model).";
    LeaderHeartbeat "leader.heartbeat" 500_000 1_000..=60_000_000 No Micros "Microseconds between two words of a leader to its followers; what a follower lacks is sent again after the next one (model).";
    ElectionMax "leader.election_max" 100_000 0..=60_000_000 No Micros "The most microseconds from the end of a lease to the election of the next leader, when a majority is there (model).";
    LogReplicaAdd "replica.log_replica_add" 3_000_000 1_000..=3_600_000_000 No Micros "Microseconds until a log replica stands in for a copy that is away (documented in the paper of 2022: seconds; the figure is a model).";
    CatchUp "replica.catch_up" 500_000 1_000..=3_600_000_000 No Micros "Microseconds that a copy takes to catch up after its host was started again (model).";
    FullHeal "replica.full_heal" 300_000_000 1_000..=86_400_000_000 No Micros "Microseconds that a copy takes to be built anew on another host (documented in the paper of 2022: minutes; the figure is a model).";
    RequestTimeout "request.timeout" 1_000_000 1_000..=60_000_000 No Micros "Microseconds that a request waits for a leader, or a write for its second copy, before the service answers 500 or 503 (model).";
    AdmissionEnforce "admission.enforce" 1 0..=1 Time Plain "Whether a request is throttled when there is no capacity for it: 1 yes, 0 no (in instant mode never).";
    AdmissionEra "admission.era" 3 0..=3 No Plain "How capacity is shared out: 0 an even share for each partition (2012), 1 with burst, 2 with adaptive capacity, 3 one pool for the table (today).";
    AdaptiveDelay "admission.adaptive_delay" 60_000_000 0..=3_600_000_000 No Micros "Microseconds until adaptive capacity gives a partition that is throttled a greater share (model; it was minutes, later at once).";
    BurstSeconds "burst.seconds" 300 0..=86_400 No Seconds "Seconds of provisioned throughput that can be saved up (documented: 300).";
    InitialBank "burst.initial" 60 0..=86_400 No Seconds "Seconds of provisioned throughput that a table has saved up when it is created (model).";
    OnDemandBurstSeconds "on_demand.burst_seconds" 1 1..=3_600 No Seconds "Seconds of its rate that a table on demand can have saved up (model).";
    DoublingWindow "on_demand.doubling_window" 1_800_000_000 0..=86_400_000_000 No Micros "Microseconds after which a table on demand serves twice its peak (documented: 30 minutes).";
    Routers "gac.routers" 1 1..=64 No Plain "Request routers that take tokens out of a table's pool; 1 is the simple view, where the pool itself is asked (model).";
    RouterRefill "gac.refill_period" 2_000_000 1_000..=60_000_000 No Micros "Microseconds for which a request router asks for tokens (published: a few seconds).";
    PartitionMaxBytes "partition.max_bytes" 10_737_418_240 1..=10_737_418_240 No Bytes "Bytes from which on a partition is split in two (documented: 10 GB).";
    HeatPercent "split.heat_percent" 80 1..=100 No Plain "Percent of what a partition can do from which on it is hot (model).";
    HeatChecks "split.heat_minutes" 5 1..=1_440 No Minutes "Minutes on end that a partition is hot until it is split (model).";
    SplitDuration "split.duration" 90_000_000 0..=3_600_000_000 Time Micros "Microseconds that a split takes; the partition goes on serving (model; published: minutes).";
    IndexQueueLimit "index_queue.limit" 500 1..=1_000_000 No Plain "Changes that may wait for a partition of a global index until writes that would add to them are refused (model).";
    IndexQueueAge "index_queue.age" 5_000_000 1..=3_600_000_000 No Micros "Microseconds that a change may wait for a global index until writes that would add to it are refused (model).";
    AccountReadQuota "quota.account_read_units" 80_000 1..=100_000_000 No Plain "The most read units that all provisioned tables and indexes of a Region may have together (documented default: 80,000).";
    AccountWriteQuota "quota.account_write_units" 80_000 1..=100_000_000 No Plain "The most write units that all provisioned tables and indexes of a Region may have together (documented default: 80,000).";
    DaxHit "dax.hit" 300 0..=60_000_000 Time Micros "Microseconds of a request that a DAX node answers by itself (model; documented: microseconds).";
    DaxMiss "dax.miss" 1_000 0..=60_000_000 Time Micros "Microseconds that a request which a DAX node can't answer takes beside the service's own (model).";
    DaxLagMedian "dax.lag_median" 50_000 0..=60_000_000 Time Micros "Median microseconds until the other nodes of a DAX cluster have what one has stored (model).";
    DaxLagP99 "dax.lag_p99" 400_000 0..=60_000_000 Time Micros "99th percentile of the same (model).";
    DaxLagCap "dax.lag_cap" 1_000_000 0..=3_600_000_000 Time Micros "The most of the same (documented: usually below one second).";
    DaxCreate "dax.create" 10_000_000 0..=3_600_000_000 Time Micros "Microseconds until nodes of a DAX cluster are available (model, short so that it can be watched; AWS takes minutes).";
    DaxDelete "dax.delete" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that a DAX cluster or node is being deleted (model).";
    DaxReboot "dax.reboot" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that a node of a DAX cluster reboots (model).";
    DaxFailover "dax.failover" 2_000_000 0..=3_600_000_000 Time Micros "Microseconds until a replica takes the place of a primary that is gone (model).";
    DaxRecover "dax.recover" 60_000_000 0..=3_600_000_000 Time Micros "Microseconds until a node that failed is replaced (model).";
    DaxMemory "dax.memory_bytes" 0 0..=1_099_511_627_776 No Bytes "Bytes that each DAX node has room for; 0: what its type has (documented).";
    DaxRequests "dax.node_requests" 0 0..=100_000_000 No Plain "Normalised requests that each DAX node serves in a second; 0: what its type does (documented by the sizing guide).";
    CacheTrip "cache.trip" 500 0..=60_000_000 Time Micros "Microseconds of a trip to an application's own cache and back (model).";
    TtlSpread "ttl.spread" 0 0..=1_209_600_000_000 Time Micros "The most microseconds that chance adds to ttl.delay for each item (model; 172,800,000,000 with ttl.delay 0 is the documented picture: within 48 hours).";
    WorkloadTraced "workload.traced" 30 0..=1_000 No Plain "The most operations a second of all workloads together that are traced one by one (model); the others are only counted.";
    WorkloadUnderWay "workload.under_way" 10_000 1..=1_000_000 No Plain "The most operations of a workload that are under way at a time, waits before retries included (model); what comes beyond is dropped and counted.";
    LegacyAttempts "retry.legacy_attempts" 10 1..=100 No Plain "Attempts of a client in legacy mode (documented for DynamoDB: 10).";
    RetryBase "retry.base" 50_000 0..=60_000_000 No Micros "Microseconds before the first retry in legacy mode (documented: 50 ms), and of every wait in fixed mode.";
    RetryCap "retry.cap" 20_000_000 0..=3_600_000_000 No Micros "The longest wait before a retry with jitter, in microseconds (documented: 20 s).";
    StandardAttempts "retry.standard_attempts" 3 1..=100 No Plain "Attempts of a client in standard and adaptive mode (documented: 3).";
    StandardBase "retry.standard_base" 1_000_000 0..=60_000_000 No Micros "The most microseconds before the first retry in standard mode (from botocore's source: 1 s); it doubles.";
    RetryQuota "retry.quota" 500 0..=1_000_000 No Plain "Retry tokens that a client in standard mode has (from botocore's source: 500).";
    RetryCost "retry.cost" 5 0..=1_000 No Plain "Retry tokens that a retry takes (from botocore's source: 5).";
    AdaptiveBeta "adaptive.beta" 700 1..=1_000 No Plain "What a throttle leaves of the rate of an adaptive client, in thousandths (from botocore's source: 0.7).";
    AdaptiveScale "adaptive.scale" 400 1..=1_000_000 No Plain "How fast that rate grows again, in thousandths (from botocore's source: 0.4).";
    AdaptiveSmoothing "adaptive.smoothing" 800 0..=1_000 No Plain "The weight of the latest half second in the measured rate, in thousandths (from botocore's source: 0.8).";
    AdaptiveFloor "adaptive.floor" 500 1..=1_000_000 No Plain "The lowest rate of an adaptive client, in thousandths of a call a second (from botocore's source: 0.5).";
    ShardRollover "stream.rollover" 14_400_000_000 0..=86_400_000_000 Time Micros "Microseconds after which a write to a stream's shard closes it and opens another; 0: never (model: 4 hours, as the ids in AWS's examples lie apart).";
    ShardReads "stream.reads" 10 0..=1_000_000 Time Plain "Reads (`GetRecords`) that one shard answers in a second; 0: any number (documented: two readers; model: each comes five times a second).";
    LambdaSettle "lambda.settle" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds until a change of an event source mapping is in force (model).";
    LambdaPoll "lambda.poll" 250_000 0..=60_000_000 Time Micros "Microseconds between two looks of an event source mapping into a shard (documented: four a second).";
    LambdaDuration "lambda.duration" 20_000 0..=900_000_000 Time Micros "Microseconds that an invocation of a function takes besides its calls (model).";
    LambdaBackoff "lambda.backoff" 1_000_000 0..=3_600_000_000 No Micros "Microseconds until a batch that failed is tried again; doubled with each retry (model).";
    LambdaBackoffMax "lambda.backoff_max" 60_000_000 0..=3_600_000_000 No Micros "The most of the same (model).";
    LambdaPayload "lambda.payload" 6_291_456 1..=6_291_456 No Bytes "Bytes that a batch may have (documented: 6 MB).";
    MetricsKeep "metrics.keep" 1 0..=1 Time Plain "Whether metrics are kept: 1 yes, 0 no (in instant mode never).";
    Unwatched "control.unwatched" 0 0..=3_600_000_000 No Micros "Microseconds that a table stays CREATING, UPDATING or DELETING in instant mode while nobody asks for it (the server: 250,000).";
    TransactMessageMin "transaction.message_min" 1_500 0..=60_000_000 Time Micros "The least microseconds that a message between a transaction's coordinator and an item's leader takes (model: a phase takes 3 to 6 ms).";
    TransactMessageMax "transaction.message_max" 3_000 0..=60_000_000 Time Micros "The most of the same.";
    TransactRecovery "transaction.recovery" 5_000_000 0..=3_600_000_000 No Micros "Microseconds until another coordinator takes over a transaction whose coordinator is gone (model).";
    TransactCoordinators "transaction.coordinators" 4 1..=64 No Plain "Coordinators of transactions (model).";
    TransactSkew "transaction.clock_skew" 0 0..=1_000_000 Time Micros "The most microseconds by which a coordinator's clock is off (model): skew costs conflicts, never correctness.";
    LambdaWindowState "lambda.window_state" 1_048_576 1..=1_048_576 No Bytes "Bytes that a function may keep from batch to batch of a tumbling window (documented: 1 MB).";
    UpdateBillingBack "control.update_billing_back" 80_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when it goes from on demand to provisioned (measured: a minute to a minute and a half).";
    UpdateBillingAgain "control.update_billing_again" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds that a table is UPDATING when it goes on demand and has been so before (measured: four to five seconds).";
    LeaderMissed "leader.missed" 3 1..=1_000 No Plain "Words of a leader that followers miss until they take it for lost; an election waits for that and for the end of its lease (model).";
    TtlPastLimit "ttl.past_limit" 157_680_000_000_000 1_000_000..=3_153_600_000_000_000 No Micros "Microseconds in the past from which on a time of expiry is taken for a mistake (documented: five years).";
    TtlEnable "ttl.enable_time" 0 0..=3_600_000_000 Time Micros "Microseconds that time to live is ENABLING or DISABLING; nothing expires meanwhile (documented: up to an hour; observed: at once).";
    DaxItemLife "dax.item_ttl" 300_000_000 0..=86_400_000_000 No Micros "Microseconds that a DAX cluster's items may be served, unless its parameter group says otherwise; 0: as long as there is room (documented: 5 minutes).";
    DaxQueryLife "dax.query_ttl" 300_000_000 0..=86_400_000_000 No Micros "Microseconds that a DAX cluster's pages may be served, unless its parameter group says otherwise; 0: pages are not cached (documented: 5 minutes).";
    JobBucket "job.bucket" 5_000_000 0..=3_600_000_000 Time Micros "Microseconds until an export, an import or a bulk write finds that there is no bucket (model).";
    WriteQuorum "replication.write_quorum" 2 1..=3 No Plain "Zones that must have a write on disk before it is acknowledged, in all tables from now on (documented: two of three); 1 loses what only a lost leader had, 3 stops writes while a zone is away.";
    EventualHeadroom "admission.eventual_headroom" 0 0..=1 No Plain "Whether eventually consistent reads use what all three copies can serve: 1 lets a partition serve half as many units again by them (observed: 4,500 a second), 0 doesn't (documented: 3,000 for all reads).";
    Copies "replication.copies" 3 1..=3 No Plain "Copies of each partition that is made from then on, one a zone; parts of one that is split have as many as it had (documented: three). A write waits for no more zones than have a copy: with 2 it stops while one is away, with 1 nothing else has what the only copy has.";
    BackfillRate "control.index_backfill_rate" 0 0..=1_000_000 Time Plain "Items a second that a global index which is added reads at most, so that a large table takes longer; 0: any number (model; measured: 7 to 16 minutes).";
}

impl Knob {
    /// The knob of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|knob| knob.name() == name)
    }

    /// Its name, such as `replica_lag.c`.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// Its number, from 0.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The value unless overridden.
    pub const fn default_value(self) -> i64 {
        self.facts().default
    }

    /// Least and most value.
    pub const fn range(self) -> (i64, i64) {
        let facts = self.facts();
        (facts.least, facts.most)
    }
}

/// Why a knob was not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// No knob has this name.
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The value is out of the knob's range.
    OutOfRange {
        /// Which knob.
        knob: Knob,
        /// What was asked for.
        value: i64,
    },
}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "No knob is called {name}."),
            Self::OutOfRange { knob, value } => {
                let (least, most) = knob.range();
                write!(f, "{} takes {least} to {most}, not {value}.", knob.name())
            }
        }
    }
}

impl std::error::Error for KnobError {}

/// The values of all knobs. Serialized as the list of those that differ from their defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    values: Vec<i64>,
}

impl Default for Knobs {
    fn default() -> Self {
        Self { values: Knob::ALL.iter().map(|knob| knob.default_value()).collect() }
    }
}

impl Knobs {
    /// The value of one.
    pub fn get(&self, knob: Knob) -> i64 {
        self.values.get(knob as usize).copied().unwrap_or_else(|| knob.default_value())
    }

    /// The value of one that is never negative.
    pub fn amount(&self, knob: Knob) -> u64 {
        u64::try_from(self.get(knob)).unwrap_or(0)
    }

    /// Sets one.
    ///
    /// # Errors
    /// When the value is out of range; nothing changes.
    pub fn set(&mut self, knob: Knob, value: i64) -> Result<(), KnobError> {
        let (least, most) = knob.range();
        if value < least || value > most {
            return Err(KnobError::OutOfRange { knob, value });
        }
        if let Some(slot) = self.values.get_mut(knob as usize) {
            *slot = value;
        }
        Ok(())
    }

    /// Sets the one of this name.
    ///
    /// # Errors
    /// When there is none, or the value is out of its range; nothing changes.
    pub fn set_named(&mut self, name: &str, value: i64) -> Result<Knob, KnobError> {
        let knob = Knob::named(name).ok_or_else(|| KnobError::Unknown { name: name.to_owned() })?;
        self.set(knob, value)?;
        Ok(knob)
    }

    /// Makes one no greater than this.
    pub(crate) fn lower(&mut self, knob: Knob, most: u64) {
        let least = knob.range().0;
        if let Some(slot) = self.values.get_mut(knob as usize) {
            *slot = (*slot).min(i64::try_from(most).unwrap_or(i64::MAX)).max(least);
        }
    }

    /// Makes everything of the control plane take so many times as long.
    pub(crate) fn stretch_control(&mut self, times: u32) {
        for (slot, knob) in self.values.iter_mut().zip(Knob::ALL) {
            if knob.name().starts_with("control.") || *knob == Knob::ControlLatency {
                *slot = slot.saturating_mul(i64::from(times)).min(knob.range().1);
            }
        }
    }

    /// Those that differ from their defaults.
    pub fn overrides(&self) -> impl Iterator<Item = (Knob, i64)> {
        Knob::ALL
            .iter()
            .map(|&knob| (knob, self.get(knob)))
            .filter(|&(knob, value)| value != knob.default_value())
    }

    /// The same with every duration at zero (a few are kept, but short) and nothing pinned: instant mode.
    #[must_use]
    pub fn without_time(&self) -> Self {
        let mut instant = self.clone();
        for (slot, knob) in instant.values.iter_mut().zip(Knob::ALL) {
            match knob.facts().lag {
                Lag::Time => *slot = 0,
                Lag::Pin => *slot = -1,
                Lag::Short => *slot = (*slot).min(SHORT),
                Lag::No => {}
            }
        }
        instant
    }
}

impl Serialize for Knobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let overrides: Vec<(&str, i64)> =
            self.overrides().map(|(knob, value)| (knob.name(), value)).collect();
        overrides.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Knobs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let overrides = Vec::<(String, i64)>::deserialize(deserializer)?;
        let mut knobs = Self::default();
        for (name, value) in overrides {
            knobs.set_named(&name, value).map_err(D::Error::custom)?;
        }
        Ok(knobs)
    }
}
