//! The chart's package.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use super::{Made, Release, output, tool};

/// Where it is.
pub const FOLDER: &str = "helm/hostingco";
/// The line of its values that has the digests, before there are any.
const NO_DIGESTS: &str = "  digests: {}\n";

/// Packages it, with the images' digests as its defaults when they are known.
pub fn package(root: &Path, release: &Release, digests: Option<&BTreeMap<String, String>>) -> anyhow::Result<Made> {
    let what = format!("hostingco-{}.tgz", release.version);
    let Some(helm) = tool(root, "helm") else {
        return Ok(Made { what, how: "skipped: helm is not here".to_owned() });
    };
    let work = root.join("target/release-chart");
    if work.exists() {
        fs::remove_dir_all(&work).context("empty target/release-chart")?;
    }
    fs::create_dir_all(&work).context("make target/release-chart")?;
    output(Command::new("cp").arg("-R").arg(root.join(FOLDER)).arg(&work))?;
    if let Some(digests) = digests {
        let pinned = serde_json::to_string(digests)?;
        let values = work.join("hostingco/values.yaml");
        let text = fs::read_to_string(&values).context("read the chart's values")?;
        ensure!(text.matches(NO_DIGESTS).count() == 1, "{FOLDER}/values.yaml has not one line {:?}", NO_DIGESTS.trim());
        fs::write(&values, text.replace(NO_DIGESTS, &format!("  digests: {pinned}\n"))).context("write the values")?;
        let own = serde_json::json!({ "image": { "digests": digests } });
        fs::write(release.folder.join("digests.yaml"), format!("{own:#}\n")).context("write digests.yaml")?;
    }
    let mut pack = Command::new(helm);
    pack.args(["package", "hostingco", "--version", &release.version, "--app-version", &release.version]);
    output(pack.current_dir(&work))?;

    // Helm puts the present time into the package. Packed again with the commit's, it is the same for everybody.
    let unpacked = work.join("unpacked");
    fs::create_dir_all(&unpacked)?;
    output(Command::new("tar").arg("-xzf").arg(work.join(&what)).arg("-C").arg(&unpacked))?;
    let tar = work.join("chart.tar");
    let mut again = Command::new("tar");
    again.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", "--format=ustar"]);
    again.arg(format!("--mtime=@{}", release.epoch)).arg("-cf").arg(&tar).arg("-C").arg(&unpacked).arg("hostingco");
    output(&mut again)?;
    output(Command::new("gzip").args(["--no-name", "--best"]).arg(&tar))?;
    fs::copy(work.join("chart.tar.gz"), release.folder.join(&what)).context("put the chart into dist")?;
    let how = if digests.is_some() { "the chart, with the images' digests" } else { "the chart" };
    Ok(Made { what, how: how.to_owned() })
}
