//! Words that are no attribute names unless they are quoted.

/// The reserved words of SQL-92 and of `PartiQL`, in lower case and in order.
const KEYWORDS: &[&str] = &[
    "absolute", "action", "add", "all", "allocate", "alter", "and", "any", "are", "as", "asc", "assertion", "at",
    "authorization", "avg", "bag", "begin", "between", "bit", "bit_length", "blob", "bool", "boolean", "by",
    "cascade", "cascaded", "case", "cast", "catalog", "char", "char_length", "character", "character_length",
    "check", "clob", "close", "coalesce", "collate", "collation", "column", "commit", "connect", "connection",
    "constraint", "constraints", "continue", "convert", "corresponding", "count", "create", "cross", "current",
    "current_date", "current_time", "current_timestamp", "current_user", "cursor", "date", "deallocate", "dec",
    "decimal", "declare", "default", "deferrable", "deferred", "delete", "desc", "describe", "descriptor",
    "diagnostics", "disconnect", "distinct", "domain", "double", "drop", "else", "end", "escape", "except",
    "exception", "exec", "execute", "exists", "external", "extract", "false", "fetch", "first", "float", "for",
    "foreign", "found", "from", "full", "get", "global", "go", "goto", "grant", "group", "having", "identity",
    "immediate", "in", "indicator", "initially", "inner", "input", "insensitive", "insert", "int", "integer",
    "intersect", "interval", "into", "is", "isolation", "join", "key", "language", "last", "left", "level", "like",
    "limit", "list", "local", "lower", "match", "max", "min", "missing", "module", "names", "national", "natural",
    "nchar", "next", "no", "not", "null", "nullif", "numeric", "octet_length", "of", "on", "only", "open", "option",
    "or", "order", "outer", "output", "overlaps", "pad", "partial", "pivot", "position", "precision", "prepare",
    "preserve", "primary", "prior", "privileges", "procedure", "public", "read", "real", "references", "relative",
    "remove", "restrict", "returning", "revoke", "right", "rollback", "rows", "schema", "scroll", "section",
    "select", "session", "session_user", "set", "sexp", "size", "smallint", "some", "space", "sql", "sqlcode",
    "sqlerror", "sqlstate", "string", "struct", "substring", "sum", "symbol", "system_user", "table", "temporary",
    "then", "time", "timestamp", "to", "transaction", "translate", "translation", "trim", "true", "tuple", "union",
    "unique", "unknown", "unpivot", "update", "upper", "usage", "user", "using", "value", "values", "varchar",
    "varying", "view", "when", "whenever", "where", "with", "work", "write", "zone",
];

/// Keywords that are functions when a parenthesis follows.
const FUNCTIONS: &[&str] = &[
    "avg", "bit_length", "cast", "char_length", "character_length", "coalesce", "count", "exists", "extract",
    "lower", "max", "min", "nullif", "octet_length", "position", "size", "substring", "sum", "trim", "upper",
];

/// Whether an unquoted word is a keyword, in any case.
pub(crate) fn is_keyword(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    KEYWORDS.binary_search(&lower.as_str()).is_ok()
}

/// Whether a keyword names a function.
pub(crate) fn is_function(word: &str) -> bool {
    FUNCTIONS.iter().any(|function| word.eq_ignore_ascii_case(function))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(KEYWORDS.is_sorted());
        assert!(FUNCTIONS.iter().all(|word| is_keyword(word)));
        assert!(is_keyword("SeLeCt") && !is_keyword("name") && !is_keyword("status"));
    }
}
