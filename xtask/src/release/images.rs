//! The images, when there is an engine that builds them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use hc_servers::executable_in_path;

use super::{Made, Release, output};
use crate::workspace;

const REGISTRY: &str = "ghcr.io/hostingco";
/// Images that are no service's binary.
const OTHERS: [&str; 2] = ["console", "mailbox"];

/// Builds all of them with the engine that there is.
pub fn build(root: &Path, release: &Release) -> anyhow::Result<Vec<Made>> {
    let Some(engine) = engine() else {
        let how = "skipped: neither docker (with its engine running) nor buildah is here".to_owned();
        return Ok(vec![Made { what: "images".to_owned(), how }]);
    };
    let list = fs::read_to_string(root.join("docker/images.toml")).context("read docker/images.toml")?;
    let (bases, budgets) = list.split_once("[budget]\n").context("docker/images.toml has no budgets")?;
    let created = workspace::git(&["log", "-1", "--format=%cI"])?;
    let mut made = Vec::new();
    let mut too_large = Vec::new();
    for name in hc_topology::binaries().into_iter().chain(OTHERS) {
        let file = if name == "console" { "docker/console.Dockerfile" } else { "docker/Dockerfile" };
        let tag = format!("{REGISTRY}/{name}:{}", release.version);
        let mut command = Command::new(engine);
        command.args(["build", "--file", file, "--tag", &tag]);
        if name == "mailbox" {
            command.args(["--target", name]);
        }
        let mut settings = vec![
            ("SERVICE", name.to_owned()),
            ("VERSION", release.version.clone()),
            ("REVISION", release.revision.clone()),
            ("CREATED", created.clone()),
            ("SOURCE_DATE_EPOCH", release.epoch.clone()),
        ];
        let images: &[_] = if name == "console" {
            &[("NODE_IMAGE", "node")]
        } else {
            &[("RUST_IMAGE", "rust"), ("RUNTIME_IMAGE", "debian")]
        };
        for (key, of) in images {
            settings.push((key, base(bases, of)?));
        }
        for (key, value) in settings {
            command.arg("--build-arg").arg(format!("{key}={value}"));
        }
        command.arg(".").current_dir(root).env("SOURCE_DATE_EPOCH", &release.epoch);
        ensure!(command.status().with_context(|| format!("run {engine}"))?.success(), "the image {name} was not built");
        let id = output(Command::new(engine).args(["inspect", "--type", "image", "--format", id_of(engine), &tag]))?;
        let (size, most) = (size(engine, &tag)?, budget(budgets, name)?);
        if size > most {
            too_large.push(format!("{name} has {size:.0} MB of {most:.0}"));
        }
        made.push(Made { what: tag, how: format!("{}, {size:.0} MB of {most:.0}", id.trim()) });
    }
    let fix = "take out what has grown, or raise the number in docker/templates/images.toml.j2, then cargo xtask deploy render";
    ensure!(too_large.is_empty(), "larger than docker/images.toml allows: {}; {fix}", too_large.join(", "));
    Ok(made)
}

/// How many millions of bytes an image may have, unpacked: a line such as `auth = 160`.
fn budget(budgets: &str, name: &str) -> anyhow::Result<f64> {
    let number = budgets.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    number.and_then(|number| number.parse().ok()).with_context(|| format!("docker/images.toml has no budget of {name}"))
}

/// How many millions of bytes an image has, unpacked.
fn size(engine: &str, tag: &str) -> anyhow::Result<f64> {
    let told = if engine == "docker" {
        output(Command::new(engine).args(["inspect", "--type", "image", "--format", "{{.Size}}", tag]))?
    } else {
        output(Command::new(engine).args(["images", "--format", "{{.Size}}", tag]))?
    };
    millions(told.trim()).with_context(|| format!("{engine} says that {tag} has the size {told:?}"))
}

/// Docker tells bytes, buildah a number of three digits and its unit.
fn millions(told: &str) -> Option<f64> {
    let (number, unit) = told.split_once(' ').unwrap_or((told, "B"));
    let of_unit = match unit {
        "B" | "bytes" => 1e-6,
        "kB" | "KB" => 1e-3,
        "MB" => 1.0,
        "GB" => 1e3,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * of_unit)
}

/// An image that others are built on, by its digest when `docker/pin` has looked it up: `docker/images.toml` has a line such
/// as `node = { image = "…", digest = "sha256:…" }` for each.
fn base(bases: &str, name: &str) -> anyhow::Result<String> {
    let line = bases.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    let mut quoted = line.unwrap_or_default().split('"').skip(1).step_by(2);
    let image = quoted.next().with_context(|| format!("docker/images.toml has no image {name}"))?;
    Ok(match quoted.next().unwrap_or_default() {
        "" => image.to_owned(),
        digest => format!("{image}@{digest}"),
    })
}

fn engine() -> Option<&'static str> {
    let docker = Command::new("docker").arg("info").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if docker.is_ok_and(|status| status.success()) {
        return Some("docker");
    }
    executable_in_path("buildah").map(|_| "buildah")
}

fn id_of(engine: &str) -> &'static str {
    if engine == "docker" { "{{.Id}}" } else { "{{.FromImageID}}" }
}

/// The digests of published images, by the images' names, from a folder with a file for each.
pub fn digests(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for name in hc_topology::binaries().into_iter().chain(OTHERS) {
        let file = folder.join(name);
        let digest = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?.trim().to_owned();
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        let is_digest = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        ensure!(is_digest, "{}: {digest:?} is no digest such as sha256:…", file.display());
        digests.insert(name.to_owned(), digest);
    }
    Ok(digests)
}

#[cfg(test)]
mod tests {
    use super::{base, budget, millions};

    const BASES: &str = r#"node = { image = "node:24", digest = "" }
node-exporter = { image = "x:1", digest = "sha256:ab" }
"#;

    #[test]
    fn sizes_are_read_as_both_engines_tell_them() {
        for (told, wanted) in [("161234567", "161.2"), ("161 MB", "161.0"), ("1.23 GB", "1230.0"), ("980 KB", "1.0")] {
            assert_eq!(millions(told).map(|size| format!("{size:.1}")).as_deref(), Some(wanted), "{told}");
        }
        assert_eq!(millions("161 MiB"), None);
        assert_eq!(millions(""), None);
    }

    #[test]
    fn a_budget_that_is_missing_is_said_to_be() {
        assert!(budget("auth = 160\n", "auth").is_ok_and(|most| most > 159.0));
        let error = budget("auth = 160\n", "audit").expect_err("there is none");
        assert!(error.to_string().contains("no budget of audit"));
    }

    #[test]
    fn a_base_has_its_digest_once_there_is_one() {
        assert_eq!(base(BASES, "node").expect("it is there"), "node:24");
        assert_eq!(base(BASES, "node-exporter").expect("it is there"), "x:1@sha256:ab");
    }
}
