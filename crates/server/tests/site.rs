//! The playground's files over a bare socket: packed where the browser takes that, and kept where they never change.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use flate2::read::GzDecoder;

const GZIP: &str = "Accept-Encoding: br;q=1, gzip\r\n";

struct Site {
    child: Child,
    address: String,
    folder: PathBuf,
}

struct Answer {
    status: String,
    head: String,
    body: Vec<u8>,
}

impl Site {
    /// A site of a page of build `0a1b`, a script and a picture.
    fn start(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("dynamarium-site-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("index.html"), "<script src=\"app.js?b=0a1b\"></script>").expect("a page");
        fs::write(folder.join("app.js"), script("one")).expect("a script");
        fs::write(folder.join("icon.png"), [0; 4000]).expect("a picture");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dynamarium"));
        command.args(["site", "--port", "0", "--site"]).arg(&folder);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("the line that tells its address");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.expect("an address").to_owned();
        Self { child, address, folder }
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{headers}\r\n")
            .expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap_or_default().to_owned();
        Answer { status, head, body: answer[end + 4..].to_vec() }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        // A time keeps its capitals: it is sent back as it came.
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn unpacked(&self) -> String {
        let mut text = String::new();
        GzDecoder::new(&self.body[..]).read_to_string(&mut text).expect("gzip");
        text
    }
}

fn script(edition: &str) -> String {
    format!("const edition = \"{edition}\";\n").repeat(200)
}

#[test]
fn who_takes_gzip_gets_it() {
    let site = Site::start("gzip");
    let plain = site.get("/app.js", "");
    assert_eq!((plain.header("content-encoding"), &*plain.body), (None, script("one").as_bytes()));
    for _ in 0..2 {
        let packed = site.get("/app.js", GZIP);
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        assert_eq!(packed.header("vary"), Some("accept-encoding"));
        assert_eq!(packed.header("content-length"), Some(&*packed.body.len().to_string()));
        assert!(packed.body.len() < 500, "{}", packed.body.len());
        assert_eq!(packed.unpacked(), script("one"));
    }
    for refused in [
        "Accept-Encoding: gzip;q=0\r\n",
        "Accept-Encoding: br, gzip; q=0.0\r\n",
        "Accept-Encoding: identity\r\n",
    ] {
        assert_eq!(site.get("/app.js", refused).header("content-encoding"), None, "{refused}");
    }
    // A picture is packed already, and a part is a part of the file as it lies there.
    assert_eq!(site.get("/icon.png", GZIP).header("content-encoding"), None);
    let part = site.get("/app.js", &format!("{GZIP}Range: bytes=0-4\r\n"));
    assert_eq!((&*part.status, &*part.body), ("206", &b"const"[..]));
    assert_eq!(site.get("/none.js", GZIP).status, "404");
}

#[test]
fn a_changed_file_is_packed_again() {
    let site = Site::start("changed");
    assert_eq!(site.get("/app.js", GZIP).unpacked(), script("one"));
    fs::write(site.folder.join("app.js"), script("second")).expect("a script");
    assert_eq!(site.get("/app.js", GZIP).unpacked(), script("second"));
}

#[test]
fn what_lies_under_the_builds_name_is_kept_and_all_else_is_asked_for() {
    let site = Site::start("kept");
    let lasting =
        |path: &str| site.get(path, GZIP).header("cache-control").is_some_and(|it| it.contains("immutable"));
    assert!(lasting("/app.js?b=0a1b"));
    assert!(lasting("/icon.png?b=0a1b"));
    // The page itself, a plain name, another build's name, and what isn't there.
    for path in ["/", "/app.js", "/app.js?b=0a1", "/app.js?b=", "/none.js?b=0a1b"] {
        assert_eq!(site.get(path, GZIP).header("cache-control"), Some("no-cache"), "{path}");
    }
    let modified = site.get("/app.js", "").header("last-modified").expect("a time").to_owned();
    assert_eq!(site.get("/app.js", &format!("{GZIP}If-Modified-Since: {modified}\r\n")).status, "304");
}
