//! What was sent.

/// The largest body, in bytes, as sent and after decompression.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// The longest request line and headers together, in bytes.
pub const MAX_HEAD: usize = 16 * 1024;

/// A request as it came over the wire.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// `POST` …
    pub method: &'a str,
    /// Path and query, as in the request line.
    pub target: &'a str,
    /// Names in any case, and values.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// What came after them, as long as it may be at all: see [`MAX_BODY`].
    pub body: &'a [u8],
}

impl<'a> Asked<'a> {
    /// The first header of this name, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers_called(name).next()
    }

    /// All headers of this name that are text, in the order sent.
    pub(crate) fn headers_called(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.headers.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        found.filter_map(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> &'a str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a parameter of the query, as sent.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'a str> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| match pair.split_once('=') {
            Some((found, value)) if found == name => Some(value),
            None if pair == name => Some(""),
            _ => None,
        })
    }

    /// Whether the request line and the headers are longer than the service reads.
    pub fn is_head_too_long(&self) -> bool {
        let line = self.method.len() + self.target.len() + " HTTP/1.1\r\n ".len();
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len() + ": \r\n".len());
        line + headers.sum::<usize>() > MAX_HEAD
    }

    /// The Region that the address names: `dynamodb.eu-west-2.amazonaws.com`, or an account's own
    /// `123456789012.ddb.eu-west-2.amazonaws.com`.
    pub(crate) fn host_region(&self) -> Option<&'a str> {
        let labels = self.header("host")?.split('.').collect::<Vec<_>>();
        let (["streams", "dynamodb", region, ..]
        | ["dynamodb" | "streams", region, ..]
        | [_, "ddb", region, ..]) = labels[..]
        else {
            return None;
        };
        is_region(region).then_some(region)
    }
}

/// A Region's name, or anything that could be one: it goes into ARNs and nowhere else.
pub(crate) fn is_region(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
