//! The names of types.

use crate::error::Error;
use crate::parser::Parser;
use crate::token::Kind;

/// Types that attributes have.
const KNOWN: [&str; 9] =
    ["MISSING", "NULL", "BOOLEAN", "BLOB", "STRING", "NUMERIC", "STRUCT", "TUPLE", "LIST"];

/// Types that no attribute has, and what the service calls them.
const OTHERS: [(&str, &str); 22] = [
    ("SMALLINT", "SmallintType"),
    ("INT", "IntegerType"),
    ("INTEGER", "IntegerType"),
    ("INT4", "Integer4Type"),
    ("INT8", "Integer8Type"),
    ("BIGINT", "Integer8Type"),
    ("DECIMAL", "DecimalType"),
    ("FLOAT", "FloatType"),
    ("REAL", "RealType"),
    ("DOUBLE PRECISION", "DoublePrecisionType"),
    ("CHAR", "CharacterType"),
    ("CHARACTER", "CharacterType"),
    ("VARCHAR", "CharacterVaryingType"),
    ("CHARACTER VARYING", "CharacterVaryingType"),
    ("SYMBOL", "SymbolType"),
    ("TIMESTAMP", "TimestampType"),
    ("DATE", "DateType"),
    ("TIME", "TimeType"),
    ("CLOB", "ClobType"),
    ("SEXP", "SexpType"),
    ("BAG", "BagType"),
    ("ANY", "AnyType"),
];

/// What the service calls a type that no attribute has.
pub fn foreign_type(name: &str) -> Option<&'static str> {
    OTHERS.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

impl Parser {
    /// A type, with or without a length: its name in capitals.
    pub(crate) fn type_name(&mut self) -> Result<&'static str, Error> {
        let unknown = || Error::malformed("Expected type name");
        let Kind::Word(word) = self.kind() else { return Err(unknown()) };
        let mut name = word.to_ascii_uppercase();
        self.advance();
        if name == "BOOL" {
            "BOOLEAN".clone_into(&mut name);
        }
        for (first, second) in [("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING")] {
            if name == first && self.take_word(second) {
                name.extend([" ", second]);
            }
        }
        let others = OTHERS.iter().map(|(other, _)| *other);
        let found = KNOWN.into_iter().chain(others).find(|known| *known == name).ok_or_else(unknown)?;
        if self.take("(") {
            while matches!(self.kind(), Kind::Number(_)) {
                self.advance();
                self.take(",");
            }
            if !self.take(")") {
                return Err(unknown());
            }
        }
        Ok(found)
    }
}
