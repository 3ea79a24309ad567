//! Real SDKs against the server and against the WebAssembly build behind Node: boto3, the AWS CLI, the SDK for
//! JavaScript and bare HTTP, each file of `python/` and `js/` a test.
//!
//! `cargo xtask test sdk` makes the Python environment, told by `DYNAMARIUM_PYTHON`, and builds the module of the
//! bridge, told by `DYNAMARIUM_BRIDGE`; where there is no Node.js that is absent, and its tests say so.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use support::{Folder, Server};

/// The notes' scripts name port 8000, so the tests that run them take turns.
static PORT_8000: Mutex<()> = Mutex::new(());

/// The configuration that the scripts of the notes take for granted.
const CONFIG: &str = "[default]\nregion = eu-west-2\n\n[profile your-profile-name]\nregion = us-east-2\n";
const CREDENTIALS: &str = "[default]\naws_access_key_id = key\naws_secret_access_key = secret\n\n\
                           [your-profile-name]\naws_access_key_id = key\naws_secret_access_key = secret\n";

/// Runs one file of `python/` against a server with these arguments.
#[track_caller]
fn check(file: &str, server: &[&str]) {
    python(file, &Server::start(server));
}

/// Runs one file of `python/` against a server.
#[track_caller]
fn python(file: &str, server: &Server) {
    let programs = PathBuf::from(env::var_os("DYNAMARIUM_PYTHON").expect("run by: cargo xtask test sdk"));
    let path = env::var_os("PATH").unwrap_or_default();
    let path =
        env::join_paths([programs.clone()].into_iter().chain(env::split_paths(&path))).expect("a path");
    let mut command = Command::new(programs.join("python"));
    command.arg("-B").arg(support::root().join("tests/sdk/python").join(file)).env("PATH", path);
    let text = run(file, &mut command, server);
    assert!(text.contains("Ran ") && !text.contains("Ran 0 tests"), "{file} ran no test:\n{text}");
}

/// Runs one file of `js/` against a server.
#[track_caller]
fn javascript(file: &str, server: &Server) {
    let mut command = Command::new("node");
    command.arg("--test").arg(support::root().join("tests/sdk/js").join(file));
    let text = run(file, &mut command, server);
    assert!(text.contains("pass ") && !text.contains("pass 0"), "{file} ran no test:\n{text}");
}

/// Runs a program of tests with the configuration of a person who uses AWS, and answers what it printed.
#[track_caller]
fn run(file: &str, command: &mut Command, server: &Server) -> String {
    let home = Folder::new("home");
    fs::create_dir(home.path().join(".aws")).expect("the configuration's folder");
    fs::write(home.path().join(".aws/config"), CONFIG).expect("a config file");
    fs::write(home.path().join(".aws/credentials"), CREDENTIALS).expect("a credentials file");
    let output = command
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("DYNAMARIUM_NOTES", support::notes().unwrap_or_default())
        .env("AWS_ENDPOINT_URL", server.url())
        .env("DYNAMARIUM_SPEAK", support::program("examples/speak"))
        .env("DYNAMARIUM_CODE", support::program("examples/code"))
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_REGION")
        .env_remove("AWS_DEFAULT_REGION")
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &*String::from_utf8_lossy(&output.stderr);
    println!("{text}");
    assert!(output.status.success(), "{file} failed:\n{text}");
    text
}

/// The WebAssembly build behind Node's HTTP server, or a word about why it isn't tested.
fn bridge() -> Option<Server> {
    let module = env::var_os("DYNAMARIUM_BRIDGE");
    if module.is_none() {
        println!("skipped: Node.js is missing or too old (cargo xtask bridge says more)");
    }
    module.map(|module| Server::bridge(&PathBuf::from(module)))
}

/// Runs a file whose scripts expect the server at port 8000.
#[track_caller]
fn check_at_8000(file: &str) {
    let _turn = PORT_8000.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let free = TcpListener::bind("127.0.0.1:8000").is_ok();
    assert!(free, "the notes' scripts need port 8000, and something else listens there");
    check(file, &["serve", "--port", "8000"]);
}

#[test]
fn boto3_client_and_resource() {
    check("test_boto3.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_transactions() {
    check("test_transactions.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_parameters_from_before_expressions() {
    check("test_legacy.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_statements() {
    check("test_partiql.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_streams_and_expiry() {
    check("test_streams.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_at_the_control_plane() {
    check("test_control.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_vectors() {
    check("test_vectors.py", &["serve", "--port", "0"]);
}

#[test]
fn boto3_in_real_time_simulation() {
    check("test_simulate.py", &["serve", "--port", "0", "--simulate"]);
}

#[test]
fn boto3_is_throttled() {
    let mut words = vec!["serve", "--port", "0", "--simulate"];
    // Minutes of the model in seconds.
    for knob in ["ttl.delay=1000000", "control.index_allocate=3000000", "control.index_backfill=4000000"] {
        words.extend(["--set", knob]);
    }
    check("test_throttling.py", &words);
}

#[test]
fn boto3_meets_denials() {
    check("test_access.py", &["serve", "--port", "0"]);
    check("test_access.py", &["serve", "--port", "0", "--simulate"]);
}

#[test]
fn aws_cli() {
    check("test_cli.py", &["serve", "--port", "0"]);
}

#[test]
fn console_and_aws_cli() {
    check("test_console_matches_cli.py", &["serve", "--port", "0"]);
}

#[test]
fn console_and_the_cli_for_people() {
    check("test_console_ddb.py", &["serve", "--port", "0"]);
}

#[test]
fn shown_code() {
    check("test_code.py", &["serve", "--port", "0"]);
}

#[test]
fn bare_http() {
    check("test_http.py", &["serve", "--port", "0"]);
}

#[test]
fn javascript_client_and_documents() {
    if env::var_os("DYNAMARIUM_BRIDGE").is_none() {
        println!("skipped: Node.js is missing or too old (cargo xtask bridge says more)");
        return;
    }
    javascript("client.test.js", &Server::start(&["serve", "--port", "0"]));
}

/// What ships to browsers answers the same: each file that is no matter of the program alone.
#[test]
fn the_webassembly_build_passes_the_same() {
    for file in ["test_boto3.py", "test_cli.py", "test_http.py"] {
        let Some(bridge) = bridge() else { return };
        python(file, &bridge);
    }
    let Some(bridge) = bridge() else { return };
    javascript("client.test.js", &bridge);
}

#[test]
fn scripts_of_the_notes() {
    check_at_8000("test_notes_scripts.py");
}

#[test]
fn commands_of_the_notes() {
    check_at_8000("test_notes_commands.py");
}
