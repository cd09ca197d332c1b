//! The user that a private server runs as.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// A user of this system other than the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// Whom PostgreSQL must run as: nobody else for an ordinary user, `postgres` or `nobody` for root, whom it refuses.
    pub fn for_postgres() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].iter().find_map(|name| entry(&passwd, name)).or(Some(Self { uid: 65534, gid: 65534 }))
    }

    /// Whether this user can work in the directory: every folder above must let it through.
    fn reaches(self, directory: &Path) -> bool {
        let mut test = Command::new("test");
        test.arg("-w").arg(directory).uid(self.uid).gid(self.gid);
        test.current_dir("/").stdin(Stdio::null()).stderr(Stdio::null());
        test.status().is_ok_and(|status| status.success())
    }
}

fn entry(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

/// Makes `directory` for this user. A user of the system often can't get into a checkout (root's home is closed to
/// others); then the data lies under `/var/tmp` and `directory` is a link to it.
pub fn make_home(directory: &Path, account: Option<Account>) -> io::Result<PathBuf> {
    let Some(account) = account else {
        fs::create_dir_all(directory)?;
        return Ok(directory.to_owned());
    };
    if let Ok(target) = fs::read_link(directory) {
        return private_directory(&target, account);
    }
    fs::create_dir_all(directory)?;
    own(directory, account)?;
    if account.reaches(directory) {
        return Ok(directory.to_owned());
    }
    let name = directory.to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let elsewhere = Path::new("/var/tmp").join(format!("hostingco{name}"));
    let home = private_directory(&elsewhere, account)?;
    fs::remove_dir(directory)?;
    std::os::unix::fs::symlink(&home, directory)?;
    Ok(home)
}

/// A directory in a place that everybody may write to: it must be ours, or somebody else chose what we run on.
fn private_directory(path: &Path, account: Account) -> io::Result<PathBuf> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => own(path, account)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(path)?;
            if !found.is_dir() || found.uid() != account.uid {
                return Err(io::Error::other(format!("{} belongs to somebody else", path.display())));
            }
        }
        Err(error) => return Err(error),
    }
    Ok(path.to_owned())
}

/// Gives the directory to the user.
fn own(path: &Path, account: Account) -> io::Result<()> {
    std::os::unix::fs::chown(path, Some(account.uid), Some(account.gid))
}

/// Removes a home made by [`make_home`], wherever it lies.
pub fn remove_home(directory: &Path) {
    if let Ok(target) = fs::read_link(directory) {
        fs::remove_dir_all(target).ok();
        fs::remove_file(directory).ok();
    } else {
        fs::remove_dir_all(directory).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, entry};

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres2:x:9:9::/:/bin/sh\npostgres:x:105:113::/:/bin/sh\n";
        assert_eq!(entry(passwd, "postgres"), Some(Account { uid: 105, gid: 113 }));
        assert_eq!(entry(passwd, "nobody"), None);
    }
}
