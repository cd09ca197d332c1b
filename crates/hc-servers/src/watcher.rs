//! Nothing outlives its owner.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::Pid;

use crate::Signal;

/// Stops the processes of an owner that was killed, with SIGKILL too: a process of its own that reads what there is to
/// stop from a pipe, and acts when the pipe closes. Clones share it.
///
/// A shell, because it is small, is there, and does not have the owner's name: `pkill -9 <owner>` leaves it alone.
#[derive(Debug, Clone)]
pub struct Watcher(Arc<Mutex<Pipe>>);

#[derive(Debug)]
struct Pipe {
    to: Option<ChildStdin>,
    shell: Child,
}

/// `running` holds ` <group>:<signal>` words. Each group is asked, gets 5 s, and is killed.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
running= containers=
while read -r verb what how; do
  case $verb in
    add) running="$running $what:$how" ;;
    remove) left=; for one in $running; do [ "${one%%:*}" = "$what" ] || left="$left $one"; done; running=$left ;;
    container) containers="$containers $what" ;;
  esac
done
for one in $running; do kill -s "${one##*:}" -- "-${one%%:*}"; done
tries=0
while [ $tries -lt 50 ]; do
  alive=; for one in $running; do kill -0 -- "-${one%%:*}" && alive=1; done
  [ -n "$alive" ] || break
  tries=$((tries + 1)); sleep 0.1
done
for one in $running; do kill -s KILL -- "-${one%%:*}"; done
for one in $containers; do docker rm --force --volumes=false "$one"; done
"#;

impl Watcher {
    /// Starts the watching process.
    pub fn start() -> io::Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "hostingco-watcher"]).current_dir("/").process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = shell.spawn()?;
        Ok(Self(Arc::new(Mutex::new(Pipe { to: shell.stdin.take(), shell }))))
    }

    pub(crate) fn add(&self, group: Pid, stop: Signal) {
        self.tell(&format!("add {} {}\n", group.as_raw_nonzero(), stop.name()));
    }

    pub(crate) fn remove(&self, group: Pid) {
        self.tell(&format!("remove {}\n", group.as_raw_nonzero()));
    }

    pub(crate) fn container(&self, name: &str) {
        self.tell(&format!("container {name}\n"));
    }

    /// One whole line in one write. A watcher that was killed is no reason to stop working.
    fn tell(&self, line: &str) {
        let mut pipe = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(to) = &mut pipe.to {
            to.write_all(line.as_bytes()).ok();
        }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.to.take(); // the end of the pipe is the signal
        self.shell.wait().ok();
    }
}
