//! The program over bare sockets: it answers what HTTP allows, and survives what it doesn't.

// Waiting for a silent server is real time.
#![allow(clippy::disallowed_types)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SIGNED: &str = "Host: localhost\r\nX-Amz-Date: 20261120T000000Z\r\nContent-Type: application/x-amz-json-1.0\r\n\
                      Authorization: AWS4-HMAC-SHA256 Credential=k/20261120/eu-west-2/dynamodb/aws4_request, \
                      SignedHeaders=host, Signature=00\r\n";
const LIST: &str = "X-Amz-Target: DynamoDB_20120810.ListTables\r\n";
const NO_TABLES: &str = r#"{"TableNames":[]}"#;

struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dynamarium"));
        command.args(["serve", "--port", "0", "--site", "/nowhere"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("the line that tells its address");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.expect("an address").to_owned();
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        stream
    }

    /// Sends bytes, closes the client's side, and answers everything that comes.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may have answer enough before this is all out.
        stream.write_all(bytes).ok();
        stream.shutdown(Shutdown::Write).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A call on a connection of its own: status line and body.
    fn call(&self, target: &str, body: &str) -> (String, String) {
        let length = body.len();
        let head = format!(
            "POST / HTTP/1.1\r\n{SIGNED}X-Amz-Target: {target}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let answer = self.say(&[head.as_bytes(), body.as_bytes()].concat());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
    }

    #[track_caller]
    fn is_well(&self) {
        let good = ("HTTP/1.1 200 OK".to_owned(), NO_TABLES.to_owned());
        assert_eq!(self.call("DynamoDB_20120810.ListTables", "{}"), good);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// One answer from a connection that stays open.
fn hear(stream: &mut BufReader<TcpStream>) -> (String, String) {
    let mut status = String::new();
    stream.read_line(&mut status).expect("a status line");
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a header");
        let header = line.trim_end().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().expect("a length");
        }
        if header.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    (status.trim_end().to_owned(), String::from_utf8(body).expect("text"))
}

fn count(answer: &str, what: &str) -> usize {
    answer.matches(what).count()
}

#[test]
fn everything_that_http_allows() {
    let program = Program::start(&[]);
    let head = format!("POST / HTTP/1.1\r\n{SIGNED}{LIST}");

    // The same connection, one request after the other.
    let mut stream = BufReader::new(program.connect());
    for _ in 0..3 {
        stream.get_mut().write_all(format!("{head}Content-Length: 2\r\n\r\n{{}}").as_bytes()).expect("sent");
        assert_eq!(hear(&mut stream), ("HTTP/1.1 200 OK".to_owned(), NO_TABLES.to_owned()));
    }
    // Faults don't end a connection.
    stream.get_mut().write_all(format!("{head}Content-Length: 1\r\n\r\n{{").as_bytes()).expect("sent");
    assert_eq!(hear(&mut stream).0, "HTTP/1.1 400 Bad Request");
    stream
        .get_mut()
        .write_all(format!("PUT / HTTP/1.1\r\n{SIGNED}Content-Length: 2\r\n\r\n{{}}").as_bytes())
        .expect("sent");
    assert_eq!(
        hear(&mut stream),
        ("HTTP/1.1 404 Not Found".to_owned(), "<UnknownOperationException/>\n".to_owned())
    );
    stream.get_mut().write_all(format!("{head}Content-Length: 2\r\n\r\n{{}}").as_bytes()).expect("sent");
    assert_eq!(hear(&mut stream).1, NO_TABLES);

    // Several requests before the first answer, then the client closes its side.
    let pipelined = format!("{head}Content-Length: 2\r\n\r\n{{}}").repeat(5);
    let answer = program.say(pipelined.as_bytes());
    assert_eq!((count(&answer, "HTTP/1.1 200 OK"), count(&answer, NO_TABLES)), (5, 5), "{answer}");

    // In chunks.
    let answer = program
        .say(format!("{head}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n").as_bytes());
    assert!(answer.ends_with(NO_TABLES), "{answer}");

    // HTTP/1.0 closes after the answer.
    let old = format!("POST / HTTP/1.0\r\n{SIGNED}{LIST}Content-Length: 2\r\n\r\n{{}}");
    let mut stream = program.connect();
    stream.write_all(old.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer and an end");
    assert!(answer.starts_with("HTTP/1.0 200 OK") && answer.ends_with(NO_TABLES), "{answer}");

    // A client that asks first.
    let mut stream = program.connect();
    stream
        .write_all(format!("{head}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n").as_bytes())
        .expect("sent");
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).expect("the word to go on");
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").expect("sent");
    assert_eq!(hear(&mut BufReader::new(stream)).1, NO_TABLES);

    // No body at all, and no length.
    let answer = program.say(format!("{head}\r\n").as_bytes());
    assert!(answer.contains("400 Bad Request") && answer.contains("SerializationException"), "{answer}");

    // HEAD has no body.
    let answer = program.say(format!("HEAD / HTTP/1.1\r\n{SIGNED}\r\n").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 404 Not Found") && answer.ends_with("\r\n\r\n"), "{answer}");

    // The names of headers in any case, and the bare lower limit of white space.
    let answer = program.say(
        head.replace("Content-Type: ", "CONTENT-TYPE:").replace("X-Amz-Target", "x-AMZ-target").as_bytes(),
    );
    assert_eq!(answer, "", "an unfinished head has no answer");
}

#[test]
fn limits_have_their_statuses() {
    let program = Program::start(&[]);
    let head = format!("POST / HTTP/1.1\r\n{SIGNED}{LIST}");
    let long = "x".repeat(17_000);
    for (row, bytes, status) in [
        ("a header too long", format!("{head}X-Long: {long}\r\nContent-Length: 2\r\n\r\n{{}}"), "400"),
        ("far too long", format!("{head}X-Long: {}\r\n\r\n", long.repeat(30)), "400"),
        ("a request line too long", format!("GET /?{long} HTTP/1.1\r\n{SIGNED}\r\n"), "400"),
        ("no HTTP", "\x00\x01\x02\r\n\r\n".to_owned(), "400"),
        ("a line that is no request", "hello\r\n\r\n".to_owned(), "400"),
        ("a length that is no number", format!("{head}Content-Length: many\r\n\r\n"), "400"),
        ("a body cut short", format!("{head}Content-Length: 5\r\n\r\n{{}}"), "400"),
        ("a header without a name", format!("{head}: a\r\n\r\n"), "400"),
        ("far too large, and not sent", format!("{head}Content-Length: 999999999999\r\n\r\n"), "413"),
        (
            "far too large, and asking first",
            format!("{head}Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"),
            "413",
        ),
    ] {
        let answer = program.say(bytes.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{row}: {answer:.200}");
    }
    let large =
        [format!("{head}Content-Length: 16777217\r\n\r\n").into_bytes(), vec![b'x'; 16_777_217]].concat();
    let answer = program.say(&large);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:.200}");
    // In chunks, of which there are none.
    let told = answer.to_ascii_lowercase();
    assert!(
        told.contains("\r\ntransfer-encoding: chunked\r\n") && told.ends_with("\r\n\r\n0\r\n\r\n"),
        "{answer}"
    );
    assert!(!told.contains("content-length"), "{answer}");
    let chunk = [b"fffff\r\n".to_vec(), vec![b'x'; 0xf_ffff], b"\r\n".to_vec()].concat();
    let large = [
        format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes(),
        chunk.repeat(17),
        b"0\r\n\r\n".to_vec(),
    ]
    .concat();
    let answer = program.say(&large);
    assert!(answer.starts_with("HTTP/1.1 413 "), "in chunks: {answer:.200}");
    program.is_well();
}

#[test]
fn nothing_that_is_sent_ends_it() {
    let program = Program::start(&[]);
    let put = "DynamoDB_20120810.PutItem";
    let nested = |open: &str, levels: usize, close: &str| {
        format!(
            r#"{{"TableName":"abc","Item":{{"pk":{}{{"S":"a"}}{}}}}}"#,
            open.repeat(levels),
            close.repeat(levels)
        )
    };
    for levels in [10, 33, 500, 5_000, 200_000] {
        for body in [
            nested(r#"{"L":["#, levels, "]}"),
            nested(r#"{"M":{"a":"#, levels, "}}"),
            nested("[", levels, "]"),
        ] {
            let (status, body) = program.call(put, &body);
            assert_eq!(status, "HTTP/1.1 400 Bad Request", "{levels}: {body:.200}");
        }
    }
    for text in [
        "(".repeat(4_096),
        "NOT ".repeat(1_000),
        "a.".repeat(2_000),
        "(((".repeat(100_000),
        "é".repeat(4_000),
    ] {
        for target in ["PutItem", "UpdateItem", "Query", "Scan"] {
            let body = format!(
                r#"{{"TableName":"abc","Key":{{"pk":{{"S":"a"}}}},"Item":{{"pk":{{"S":"a"}}}},"ConditionExpression":"{text}",
                    "UpdateExpression":"{text}","KeyConditionExpression":"{text}","FilterExpression":"{text}","ProjectionExpression":"{text}"}}"#
            );
            let (status, body) = program.call(&format!("DynamoDB_20120810.{target}"), &body);
            assert_eq!(status, "HTTP/1.1 400 Bad Request", "{target}: {body:.200}");
        }
    }
    let full = format!(r#"{{"TableName":"abc","Item":{{"pk":{{"S":"{}"}}}}}}"#, "x".repeat(16_777_000));
    assert_eq!(program.call(put, &full).0, "HTTP/1.1 400 Bad Request");
    program.is_well();
}

#[test]
fn clients_that_go_away_or_say_nothing_harm_nobody() {
    let program = Program::start(&[]);
    let half = format!("POST / HTTP/1.1\r\n{SIGNED}{LIST}Content-Length: 100\r\n\r\nhalf");
    let mut kept = Vec::new();
    for sent in [half.as_str(), "POST / HT", "", "POST / HTTP/1.1\r\nHost: a\r\n"] {
        for _ in 0..100 {
            let mut stream = program.connect();
            stream.write_all(sent.as_bytes()).expect("sent");
            kept.push(stream);
        }
    }
    program.is_well();
    drop(kept);
    program.is_well();
    // A client that sends one byte at a time is waited for.
    let mut slow = program.connect();
    slow.set_nodelay(true).expect("small packets");
    for byte in format!("POST / HTTP/1.1\r\n{SIGNED}{LIST}Content-Length: 2\r\n\r\n{{}}").bytes() {
        slow.write_all(&[byte]).expect("sent");
    }
    assert_eq!(hear(&mut BufReader::new(slow)).1, NO_TABLES);
}

#[test]
fn the_wording_is_chosen_at_the_start() {
    let limit = |program: &Program| {
        let key = r#"{"TableName":"","Key":{"pk":{"S":"a"}}}"#;
        program.call("DynamoDB_20120810.GetItem", key).1
    };
    // spec: 0/empty TableName
    let current = limit(&Program::start(&[]));
    assert!(current.contains("Value at 'TableName' failed to satisfy constraint"), "{current}");
    assert_eq!(current, limit(&Program::start(&["--wording=current"])));
    let classic = limit(&Program::start(&["--wording=classic"]));
    assert!(classic.contains("Value '' at 'tableName' failed to satisfy constraint"), "{classic}");
}

#[test]
fn a_head_has_a_hundred_lines() {
    let program = Program::start(&[]);
    // The request's own headers: a name each but for the last two, which say the body's length and the end.
    let own = SIGNED.matches("\r\n").count() + LIST.matches("\r\n").count() + 2;
    let answer = |lines: usize| {
        let more = "X-More: 1\r\n".repeat(lines - own);
        let head = format!("POST / HTTP/1.1\r\n{SIGNED}{LIST}{more}");
        program.say(format!("{head}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}").as_bytes())
    };
    let enough = answer(100);
    assert!(enough.starts_with("HTTP/1.1 200 OK") && enough.ends_with(NO_TABLES), "{enough}");
    for lines in [101, 1000, 20_000] {
        let answer = answer(lines);
        assert!(answer.starts_with("HTTP/1.1 431 "), "{lines}: {answer}");
    }
    program.is_well();
}
