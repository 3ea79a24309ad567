//! A real Chromium, driven as a person would use it, and `window.lab` for what a script would do.
//!
//! Whatever the page complains of (warnings, what the content security policy refuses, requests to anybody but this
//! machine) fails the test, at the latest when its browser is dropped.

// What a person waits for is real time.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities as _;
use thirtyfour::{By, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WebElement};

/// How long a page may take for anything before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often a driver is started that ends at once.
const STARTS: usize = 3;

/// Starts Chromium's driver, and answers its port; nothing when it ends at once: the port that it chose for itself may be
/// somebody else's by the time it listens.
fn chromedriver() -> Option<(Child, u16)> {
    let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    let mut child =
        Command::new(program).arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver");
    let stdout = BufReader::new(child.stdout.take().expect("a piped stdout"));
    let mut lines = stdout.lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        let port = line.split("successfully on port ").nth(1)?;
        port.trim_end_matches('.').parse::<u16>().ok()
    });
    if port.is_none() {
        child.wait().ok();
    }
    port.map(|port| (child, port))
}

/// A browser with one window, ended when dropped.
pub struct Browser {
    driver: WebDriver,
    chromedriver: Child,
    profile: String,
    /// The driver's port, where it tells what the page complained of.
    watched: Option<u16>,
}

impl Browser {
    /// Starts a browser of this size that keeps its data in this folder.
    ///
    /// # Panics
    /// When Chromium or its driver can't be started (`cargo xtask test journeys` finds them).
    pub async fn start(profile: &Path, (width, height): (u32, u32)) -> Self {
        let (chromedriver, port) =
            (0..STARTS).find_map(|_| chromedriver()).expect("the driver tells its port");
        let profile = profile.display().to_string();
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities(&profile, width, height)).await;
        let driver = driver.expect("a browser");
        driver.set_script_timeout(Duration::from_mins(5)).await.expect("a patient driver");
        Self { driver, chromedriver, profile, watched: Some(port) }
    }

    /// Starts a Firefox of this size; it makes a profile of its own in this folder.
    ///
    /// # Panics
    /// When Firefox or its driver can't be started (`cargo xtask test firefox` finds them).
    pub async fn firefox(folder: &Path, (width, height): (u32, u32)) -> Self {
        let program = env::var("GECKODRIVER").unwrap_or_else(|_| "geckodriver".into());
        let profile = folder.display().to_string();
        let mut command = Command::new(program);
        command.args(["--port", "0", "--profile-root", &profile]).stdout(Stdio::piped());
        let mut geckodriver = command.spawn().expect("geckodriver");
        let mut lines = BufReader::new(geckodriver.stdout.take().expect("a piped stdout")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("Listening on 127.0.0.1:").nth(1)?.trim().parse::<u16>().ok());
        let port = port.expect("the driver tells its port");
        // It goes on telling, and ends when nobody listens.
        std::thread::spawn(move || lines.for_each(drop));
        let mut firefox = DesiredCapabilities::firefox();
        if let Ok(binary) = env::var("DYNAMARIUM_FIREFOX") {
            firefox.set_firefox_binary(&binary).expect("a binary");
        }
        for argument in ["--headless".to_owned(), format!("--width={width}"), format!("--height={height}")] {
            firefox.add_arg(&argument).expect("an argument");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), firefox).await.expect("a Firefox");
        driver.set_script_timeout(Duration::from_mins(5)).await.expect("a patient driver");
        Self { driver, chromedriver: geckodriver, profile, watched: None }
    }

    /// The driver itself.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens an address and waits until the playground is ready.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect("the page opens");
        self.ready().await;
    }

    /// Waits until the playground is ready.
    pub async fn ready(&self) {
        self.wait("window.lab", "return !!window.lab").await;
        self.eval("await window.lab.ready").await;
    }

    /// Runs the body of an async function in the page and answers what it returns.
    ///
    /// # Panics
    /// When it throws.
    pub async fn eval(&self, body: &str) -> Value {
        let answer = self.try_eval(body).await;
        answer.unwrap_or_else(|error| panic!("{body}\nthrew {error}"))
    }

    /// Runs the body of an async function in the page; a thrown error is answered as `Name: message`.
    ///
    /// # Errors
    /// What the page threw.
    pub async fn try_eval(&self, body: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then(
                 (value) => done({{ value: value === undefined ? null : value }}),
                 (error) => done({{ error: `${{error.name}}: ${{error.message}}` }}));"
        );
        let answer =
            self.driver.execute_async(script, Vec::new()).await.map_err(|error| error.to_string())?;
        match answer.json() {
            Value::Object(object) if object.contains_key("error") => {
                Err(object["error"].as_str().unwrap_or_default().to_owned())
            }
            other => Ok(other["value"].clone()),
        }
    }

    /// Waits until an expression's script returns true.
    ///
    /// # Panics
    /// When it doesn't within [`PATIENCE`].
    pub async fn wait(&self, what: &str, script: &str) {
        let is_so = async || {
            let answer = self.driver.execute(script, Vec::new()).await.ok()?;
            (answer.json() == &json!(true)).then_some(())
        };
        self.met(what, in_time(is_so).await).await;
    }

    /// Waits for an element by CSS selector.
    ///
    /// # Panics
    /// When it doesn't come within [`PATIENCE`].
    pub async fn find(&self, css: &str) -> WebElement {
        let found = in_time(async || self.driver.find(By::Css(css.to_owned())).await.ok()).await;
        self.met(css, found).await
    }

    /// What was waited for; when it never came, what the page says instead.
    async fn met<T>(&self, what: &str, found: Option<T>) -> T {
        if let Some(found) = found {
            return found;
        }
        let words = self.try_eval("return document.body.innerText").await.unwrap_or_default();
        panic!("waited {PATIENCE:?} for {what}; the page says:\n{}", words.as_str().unwrap_or_default());
    }

    /// Presses the button with this text as soon as it can be pressed: one that is disabled would swallow the click,
    /// and one that is drawn anew just then would lose it.
    ///
    /// # Panics
    /// When it can't within [`PATIENCE`].
    pub async fn press(&self, text: &str) {
        let path = format!("//button[normalize-space()='{text}' and not(@disabled)]");
        let start = Instant::now();
        loop {
            let pressed = async { self.driver.find(By::XPath(path.clone())).await?.click().await }.await;
            let Err(error) = pressed else { return };
            assert!(start.elapsed() < PATIENCE, "pressing {text}: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Opens a tab of the dock.
    pub async fn dock(&self, name: &str) {
        let press = format!(
            "const tab = [...document.querySelectorAll('.dock [role=tab]')].find((it) => it.textContent === {name:?});
             tab?.click(); return !!tab;"
        );
        self.wait(name, &press).await;
    }

    /// Presses Share and answers the link that it makes.
    pub async fn share(&self) -> String {
        self.press("Share").await;
        let field = self.find("[aria-label='The link']").await;
        field.prop("value").await.expect("a value").expect("a link")
    }

    /// What the page has written to the browser's console since the last time: warnings and errors.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap_or_default();
        log.into_iter().map(|entry| format!("{:?} {}", entry.level, entry.message)).collect()
    }

    /// Chooses light or dark, as the system's settings would.
    pub async fn prefer(&self, scheme: &str) {
        self.media(&[("prefers-color-scheme", scheme)]).await;
    }

    /// Sets what the system's settings say, by the names of CSS; what isn't named is as the system has it.
    pub async fn media(&self, settings: &[(&str, &str)]) {
        let features: Vec<Value> =
            settings.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.send("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Sends a command of the browser's debugging protocol.
    ///
    /// # Panics
    /// When the browser refuses it.
    pub async fn send(&self, command: &str, parameters: Value) -> Value {
        let sent = self.driver.cdp().send_raw(command, parameters).await;
        sent.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Makes the page as large as this, also smaller than a window can be.
    pub async fn size(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.driver
            .cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await
            .expect("an emulated size");
    }

    /// Saves a picture of the page into `screenshots/` of the repository (not committed: to be looked at).
    pub async fn picture(&self, name: &str) {
        let folder = crate::root().join("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        self.driver.screenshot(&folder.join(format!("{name}.png"))).await.expect("a picture");
    }

    /// Ends the browser's processes at once, as a crash or a power button would; its folder stays.
    pub fn kill(mut self) {
        self.watched = None;
        self.kill_processes();
    }

    /// What nobody has asked for yet of [`Browser::complaints`], by a plain request: who drops a browser can't wait for
    /// a future.
    fn last_complaints(&self) -> Option<Vec<String>> {
        let body = "{\"type\":\"browser\"}";
        let mut stream = TcpStream::connect(("127.0.0.1", self.watched?)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        write!(
            stream,
            "POST /session/{}/se/log HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.driver.session_id(),
            body.len()
        )
        .ok()?;
        // The driver keeps the line open: as much is read as it says.
        let mut lines = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        let mut json = vec![0; length];
        lines.read_exact(&mut json).ok()?;
        let value: Value = serde_json::from_slice(&json).ok()?;
        let entries = value["value"].as_array()?;
        Some(entries.iter().map(|entry| format!("{} {}", entry["level"], entry["message"])).collect())
    }

    fn kill_processes(&mut self) {
        // Chromium and Firefox both have the folder of their profile among their arguments.
        let pattern = self.profile.clone();
        Command::new("pkill").args(["-KILL", "-f", &pattern]).status().ok();
        self.chromedriver.kill().ok();
        self.chromedriver.wait().ok();
        // A process that is killed has its files open until it is gone: who starts another browser on them meanwhile
        // is refused its databases.
        let alive = || {
            let found = Command::new("pgrep").args(["-f", &pattern]).stdout(Stdio::null()).status();
            found.is_ok_and(|status| status.success())
        };
        let start = Instant::now();
        while alive() && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none within [`PATIENCE`].
pub async fn patiently<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    in_time(ask).await.unwrap_or_else(|| panic!("waited {PATIENCE:?} for {what}"))
}

/// Asks again and again until there is an answer, for as long as [`PATIENCE`] lasts.
async fn in_time<T>(ask: impl AsyncFn() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask().await;
        if answer.is_some() || start.elapsed() >= PATIENCE {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let left = self.watched.filter(|_| !std::thread::panicking()).map(|_| self.last_complaints());
        self.kill_processes();
        // Its session is gone with the driver process; telling it so would only wait for nobody.
        self.driver.clone().leak().ok();
        if let Some(left) = left {
            assert_eq!(left, Some(Vec::new()), "the page complained, and the test did not ask");
        }
    }
}

fn capabilities(profile: &str, width: u32, height: u32) -> thirtyfour::Capabilities {
    let mut chrome = DesiredCapabilities::chrome();
    let size = format!("--window-size={width},{height}");
    let data = format!("--user-data-dir={profile}");
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-prefers-reduced-motion",
        // Nobody else is asked for anything: it would fail, and be complained of.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
        &size,
        &data,
    ] {
        chrome.add_arg(argument).expect("an argument");
    }
    if let Ok(binary) = env::var("DYNAMARIUM_CHROMIUM") {
        // A bare name is looked up on the path by the driver only for its own defaults.
        let path = env::var_os("PATH").unwrap_or_default();
        let found = env::split_paths(&path).map(|folder| folder.join(&binary)).find(|path| path.is_file());
        chrome.set_binary(&found.map_or(binary, |path| path.display().to_string())).expect("a binary");
    }
    chrome.set_logging_prefs("browser", LoggingPrefsLogLevel::Warning).expect("a log");
    chrome.into()
}
