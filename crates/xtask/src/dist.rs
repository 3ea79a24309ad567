//! The static site: what Trunk would build, built without Trunk.
//!
//! `index.html` is written for Trunk (`data-trunk` links). This module does the same with the few kinds of
//! link that the page uses, so that a fresh machine needs nothing but Cargo.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli::wasm_bindgen;

use crate::shell::{WASM, cargo, ensure_wasm_target, root, run, target};
use crate::trim::trimmed;
use crate::{node, pack, seal, split};

/// What the first page load may transfer, in bytes after gzip.
const BUDGET: u64 = 900 * 1024;
/// Files of the site that are asked for when the page is up: what the first minutes do without.
const LATER: [&str; 16] = [
    split::REST,
    "fast.js",
    "fast_bg.wasm",
    "dialog.css",
    "present.css",
    "learn.css",
    "forms.css",
    "heat.css",
    "metrics.css",
    "load.css",
    "chaos.css",
    "caches.css",
    "access.css",
    "tokens.css",
    "sw.js",
    "manifest.webmanifest",
];
/// The program that is built for speed: its profile, and its name in the site (`sw.js`).
const FAST: &str = "fast";
/// The styles of the page as one file: packed together, and asked for once.
const STYLES: &str = "page.css";
/// Where a style sheet of the page's lies by itself, too: other pages of the site use it.
const SHARED: &str = "tokens.css";

/// Which programs a site has: later visits run the one for speed, whose build takes some minutes more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Programs {
    /// The one that first visits load.
    Small,
    /// That, and the one for speed.
    Both,
}

/// Builds the site into `dist/` and prints what a first visit transfers; more than the budget is a failure. With
/// `--sdk`, npm adds the AWS SDK that the site's example of it uses.
pub(crate) fn dist(programs: Programs, args: &[OsString]) -> Result<()> {
    let total = site(programs, args)?;
    ensure!(total <= BUDGET, "the first page load transfers {total} bytes; the budget is {BUDGET}");
    Ok(())
}

/// The same, whatever it weighs: for measuring it, and for trying it in another browser.
pub(crate) fn site(programs: Programs, args: &[OsString]) -> Result<u64> {
    let site = build(programs)?;
    match args {
        [] => {}
        [flag] if flag == "--sdk" => node::bundle("browser.js", &site.join("sdk/aws-sdk.js"))?,
        _ => bail!("usage: cargo xtask dist [--sdk]"),
    }
    seal::seal(&site)?;
    report(&site)
}

/// Builds the site and answers where it lies.
fn build(programs: Programs) -> Result<PathBuf> {
    ensure_wasm_target()?;
    let site = root().join("dist");
    if site.exists() {
        fs::remove_dir_all(&site).context("clearing dist/")?;
    }
    fs::create_dir_all(&site)?;
    if programs == Programs::Both {
        program(FAST, FAST, &[], &site)?;
        let (module, script) = (site.join("fast_bg.wasm"), site.join("fast.js"));
        let packed = pack::renamed(&pack::packed(&fs::read(&module)?)?, &fs::read_to_string(&script)?)?;
        fs::write(module, packed.0)?;
        fs::write(script, trimmed(&packed.1))?;
    }
    // What the linker knows is needed until the module is parted.
    let wasm = program("web", "app", &["-Clink-arg=--emit-relocs"], &site)?;
    let (module, script) = (site.join("app_bg.wasm"), site.join("app.js"));
    let parts =
        split::split(&fs::read(&wasm)?, &fs::read(&module)?, &fs::read_to_string(&script)?, &split::later())?;
    let first = pack::renamed(&pack::packed(&parts.first)?, &parts.script)?;
    fs::write(module, first.0)?;
    fs::write(script, trimmed(&first.1))?;
    fs::write(site.join(split::REST), pack::packed(&parts.rest)?)?;
    fs::write(target().join("rest.txt"), parts.moved.join("\n"))?;
    fs::write(target().join("first.txt"), parts.stayed.join("\n"))?;
    fs::write(target().join("stubs.txt"), parts.stubs.join("\n"))?;
    let page = fs::read_to_string(root().join("index.html"))?;
    fs::write(site.join("index.html"), link(&page, &site)?)?;
    Ok(site)
}

/// Builds the program by a profile into the site, under a name, and answers where what was linked lies.
fn program(profile: &str, name: &str, flags: &[&str], site: &Path) -> Result<PathBuf> {
    let build = ["rustc", "--package", "web", "--bin", "app", "--profile", profile, "--target", WASM, "--"];
    run(cargo().args(build).args(flags).env("DYNAMARIUM_BUILD", revision()))?;
    let wasm = target().join(WASM).join(profile).join("app.wasm");
    let (name, folder) = (format!("--out-name={name}"), site.as_os_str().to_owned());
    let options = ["wasm-bindgen", "--target=web", "--no-typescript", &name, "--out-dir"];
    let options = options.iter().map(OsString::from).chain([folder, wasm.clone().into()]);
    wasm_bindgen::run_cli_with_args(options)?;
    Ok(wasm)
}

/// The commit that is built: the volatile part of a stored checkpoint is read only by the build that wrote it.
fn revision() -> String {
    let described =
        Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(root()).output();
    let described = described.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    described.unwrap_or_default()
}

/// Does for the page what Trunk does with its `data-trunk` links, and makes its style sheets one.
fn link(page: &str, site: &Path) -> Result<String> {
    let mut out = String::new();
    let mut styles = String::new();
    for line in page.lines() {
        let tag = line.trim_start();
        if !tag.contains("data-trunk") {
            out += line;
            out.push('\n');
            continue;
        }
        match attribute(tag, "rel") {
            Some("css") => {
                let from = attribute(tag, "href").context("a css link without href")?;
                if styles.is_empty() {
                    writeln!(out, "    <link rel=\"stylesheet\" href=\"{STYLES}\" />")?;
                }
                styles += &trimmed(
                    &fs::read_to_string(root().join(from)).with_context(|| format!("reading {from}"))?,
                );
                if from.ends_with(SHARED) {
                    copy(from, site)?;
                }
            }
            Some("icon") => {
                let name = copy(attribute(tag, "href").context("an icon without href")?, site)?;
                writeln!(out, "    <link rel=\"icon\" href=\"{name}\" />")?;
            }
            Some("copy-file") => {
                copy(attribute(tag, "href").context("a copy-file link without href")?, site)?;
            }
            Some("copy-dir") => {
                copy_folder(attribute(tag, "href").context("a copy-dir link without href")?, site)?;
            }
            // `boot.js` loads the program; these let the browser begin before it has read that.
            Some("rust") => {
                out += "    <link rel=\"modulepreload\" href=\"app.js\" />\n";
                out += "    <link rel=\"preload\" href=\"app_bg.wasm\" as=\"fetch\" crossorigin />\n";
                writeln!(out, "    <link rel=\"preload\" href=\"{STYLES}\" as=\"style\" />")?;
            }
            other => bail!("index.html has a data-trunk link that xtask does not know: {other:?}"),
        }
    }
    fs::write(site.join(STYLES), styles)?;
    Ok(out)
}

/// The value of an attribute in a one-line tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = &tag[start..];
    rest.find('"').map(|end| &rest[..end])
}

/// Copies a file of the repository into the site's top folder and answers its name there.
fn copy(from: &str, site: &Path) -> Result<String> {
    let source = root().join(from);
    let name = source.file_name().and_then(|name| name.to_str()).context("a link without a file name")?;
    let text = fs::read_to_string(&source).with_context(|| format!("reading {from}"))?;
    fs::write(site.join(name), trimmed(&text)).with_context(|| format!("copying {from}"))?;
    Ok(name.to_owned())
}

/// Copies a flat folder of the repository, under its name.
fn copy_folder(from: &str, site: &Path) -> Result<()> {
    let source = root().join(from);
    let target = site.join(source.file_name().context("a link without a folder name")?);
    fs::create_dir_all(&target)?;
    for file in fs::read_dir(&source).with_context(|| format!("reading {from}"))? {
        let file = file?;
        fs::copy(file.path(), target.join(file.file_name())).with_context(|| format!("copying {from}"))?;
    }
    Ok(())
}

/// Prints every file of the site with its size, raw and gzipped, and answers the gzipped sum of what the first page loads.
fn report(site: &Path) -> Result<u64> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(site)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    let (mut raw, mut packed) = (0, 0);
    let mut later = Vec::new();
    println!("{:<28} {:>10} {:>10}", "first page load", "bytes", "gzip -9");
    for file in files {
        let bytes = fs::read(&file)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        let gzipped = encoder.finish()?.len() as u64;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let line = format!("{name:<28} {:>10} {gzipped:>10}", bytes.len());
        if LATER.contains(&name.as_str()) {
            later.push(line);
            continue;
        }
        println!("{line}");
        raw += bytes.len() as u64;
        packed += gzipped;
    }
    println!(
        "{:<28} {raw:>10} {packed:>10}  ({:.0} KB of {} KB)",
        "together",
        packed as f64 / 1024.0,
        BUDGET / 1024
    );
    println!("when it is needed, or the page has been up for a while");
    for line in later {
        println!("{line}");
    }
    Ok(packed)
}
