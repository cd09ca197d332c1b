//! A private Redis: nothing on disk, because it may be lost at any time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::source::Source;
use crate::{Probe, Program, Signal, docker};

pub fn program(source: &Source<PathBuf>, directory: &Path, log: PathBuf, port: u16) -> Program {
    let server = |port: u16, bind: &str| {
        let args = ["--bind", bind, "--save", "", "--appendonly", "no", "--daemonize", "no"];
        let mut args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        args.extend(["--port".to_owned(), port.to_string()]);
        args
    };
    let (path, args, container) = match source {
        Source::Binary(path) => (path.clone(), server(port, "127.0.0.1"), None),
        Source::Docker(path) => {
            let container = docker::name("redis", directory);
            let mut args = docker::run(&container, &[(port, 6379)], None, &[]);
            args.extend(["redis:7".to_owned(), "redis-server".to_owned()]);
            args.extend(server(6379, "0.0.0.0"));
            args.extend(["--protected-mode".to_owned(), "no".to_owned()]);
            (path.clone(), args, Some(container))
        }
    };
    Program {
        name: "redis".to_owned(),
        path,
        args,
        env: Vec::new(),
        directory: directory.to_owned(),
        log,
        probe: Probe::Redis(port),
        stop: Signal::Terminate,
        grace: Duration::from_secs(5),
        account: None,
        container,
    }
}
