//! Finding binaries: in `PATH`, and in the folders where distributions hide servers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The first executable of this name in `PATH`.
pub fn executable_in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_executable(file))
}

/// What `<binary> --version` prints on its first line; `None` if it cannot be run.
pub fn version_of(binary: &Path) -> Option<String> {
    let output = Command::new(binary).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().filter(|_| output.status.success()).map(str::to_owned)
}

/// The newest PostgreSQL: the folder with `initdb` and `postgres`, and its major version.
pub fn postgres() -> Option<(PathBuf, u32)> {
    // `PATH` first, because of several with the same version the last one counts: the package's own folder.
    let in_path = executable_in_path("postgres").and_then(|file| file.parent().map(Path::to_owned));
    let parents = ["/opt", "/usr", "/usr/local", "/usr/local/lib/postgresql", "/usr/lib/postgresql"];
    let packaged = parents.iter().flat_map(|parent| children(Path::new(parent))).filter(|folder| {
        let name = folder.to_string_lossy();
        name.contains("postgres") || name.contains("pgsql")
    });
    let folders = in_path.into_iter().chain(packaged.map(|folder| folder.join("bin")));
    let complete = folders.filter(|bin| is_executable(&bin.join("initdb")) && is_executable(&bin.join("postgres")));
    let versions = complete.filter_map(|bin| major(&version_of(&bin.join("postgres"))?).map(|major| (bin, major)));
    versions.max_by_key(|(_, major)| *major)
}

/// Redis, or Valkey, which speaks the same.
pub fn redis() -> Option<PathBuf> {
    ["redis-server", "valkey-server"].iter().find_map(|name| executable_in_path(name))
}

/// RabbitMQ's own server script. The one that Debian puts into `PATH` insists on root or the `rabbitmq` user and on the
/// system's directories, so the library folders come first.
pub fn rabbitmq() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = ["/usr/lib/rabbitmq/lib", "/opt", "/opt/rabbitmq", "/usr/local/lib/rabbitmq/lib"]
        .iter()
        .flat_map(|parent| children(Path::new(parent)))
        .map(|folder| folder.join("sbin/rabbitmq-server"))
        .filter(|file| is_executable(file))
        .collect();
    found.sort();
    found.pop().or_else(|| executable_in_path("rabbitmq-server"))
}

/// Erlang's port mapper, without which RabbitMQ does not start.
pub fn epmd() -> Option<PathBuf> {
    executable_in_path("epmd").or_else(|| {
        let mut found: Vec<PathBuf> = ["/usr/lib/erlang", "/usr/local/lib/erlang"]
            .iter()
            .flat_map(|root| children(Path::new(root)))
            .map(|folder| folder.join("bin/epmd"))
            .filter(|file| is_executable(file))
            .collect();
        found.sort();
        found.pop()
    })
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    entries.unwrap_or_default()
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// 15 of `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, 18 of `… 18beta1`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("postgres"), None);
    }
}
