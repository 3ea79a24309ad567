//! Makes the files of a built site one build: its page asks for scripts and styles by the build's name, and `sw.js`
//! knows every file by its hash (see there what that is good for).

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The service worker's script: the one file that is always asked for by its plain name.
const SCRIPT: &str = "sw.js";
/// Its lines that are written here.
const BUILD: &str = "const BUILD = \"\";";
const FILES: &str = "const FILES = {};";
/// Hex digits of a build's name.
const DIGITS: usize = 12;

/// Seals what Trunk has just built, where it says that it lies.
pub(crate) fn of_trunk() -> Result<()> {
    let folder =
        env::var_os("TRUNK_STAGING_DIR").context("`seal` ends a build of Trunk's: run `trunk build`")?;
    seal(Path::new(&folder))
}

/// Seals a built site.
pub(crate) fn seal(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(site, "", &mut files)?;
    files.retain(|name| name != SCRIPT);
    files.sort();
    let mut all = Sha256::new();
    for name in &files {
        all.update(name.as_bytes());
        all.update(Sha256::digest(fs::read(site.join(name))?));
    }
    let script = fs::read_to_string(site.join(SCRIPT)).context("a site without sw.js")?;
    all.update(script.as_bytes());
    let build = all.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    });
    let build = &build[..DIGITS];

    let page = site.join("index.html");
    fs::write(&page, named(&fs::read_to_string(&page)?, &files, build))?;
    let mut hashes = String::from("const FILES = {\n");
    for name in &files {
        let hash = STANDARD.encode(Sha256::digest(fs::read(site.join(name))?));
        writeln!(hashes, "\"{name}\": \"sha256-{hash}\",")?;
    }
    hashes += "};";
    ensure!(
        script.contains(BUILD) && script.contains(FILES),
        "sw.js has no place for the build's name and files"
    );
    let script = script.replace(BUILD, &format!("const BUILD = \"{build}\";")).replace(FILES, &hashes);
    fs::write(site.join(SCRIPT), script)?;
    Ok(())
}

/// The names of all files under a folder, with `/` between them.
fn list(folder: &Path, under: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a file name that is no text")?;
        let name = format!("{under}{name}");
        if path.is_dir() {
            list(&path, &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// The page, asking for the site's files by the build's name.
fn named(page: &str, files: &[String], build: &str) -> String {
    let mut out = page.to_owned();
    for name in files {
        for attribute in ["src", "href"] {
            for prefix in ["", "./"] {
                let plain = format!(" {attribute}=\"{prefix}{name}\"");
                out = out.replace(&plain, &format!(" {attribute}=\"{prefix}{name}?b={build}\""));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_for_its_build() {
        let files = ["boot.js", "icons/192.png", "tokens.css"].map(str::to_owned);
        let page = "<link rel=\"stylesheet\" href=\"./tokens.css\" /><script src=\"boot.js\"></script><a href=\"https://boot.js\">";
        assert_eq!(
            named(page, &files, "0a"),
            "<link rel=\"stylesheet\" href=\"./tokens.css?b=0a\" /><script src=\"boot.js?b=0a\"></script><a href=\"https://boot.js\">"
        );
    }

    #[test]
    fn a_sealed_site_names_every_file_and_changes_with_each() {
        let site = env::temp_dir().join(format!("dynamarium-seal-{}", std::process::id()));
        let sealed = |extra: &str| {
            fs::create_dir_all(site.join("icons")).expect("a folder");
            fs::write(site.join("index.html"), "<script src=\"boot.js\"></script>").expect("a page");
            fs::write(site.join("boot.js"), extra).expect("a script");
            fs::write(site.join("icons/a.png"), "picture").expect("a picture");
            fs::write(site.join(SCRIPT), format!("{BUILD}\n{FILES}\n")).expect("a script");
            seal(&site).expect("it is sealed");
            let read = |name: &str| fs::read_to_string(site.join(name)).expect("a file");
            (read("index.html"), read(SCRIPT))
        };
        let (page, script) = sealed("one");
        assert_eq!((page.clone(), script.clone()), sealed("one"));
        assert_ne!(script, sealed("two").1);
        // base64 of the SHA-256 of "picture".
        assert!(script.contains("\"icons/a.png\": \"sha256-"), "{script}");
        assert!(!script.contains("\"sw.js\""), "{script}");
        let build = page.split("b=").nth(1).and_then(|rest| rest.get(..DIGITS)).expect("a name");
        assert!(script.contains(&format!("const BUILD = \"{build}\";")), "{script}");
        fs::remove_dir_all(&site).expect("tidied");
    }
}
