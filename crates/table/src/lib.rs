//! What one table does with one operation: schema, storage, indexes, paging, unit arithmetic.
