//! The service around the tables: router, partitions, replicas, propagation, on a virtual clock.
