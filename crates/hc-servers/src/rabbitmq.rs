//! A private RabbitMQ with its management, and the Erlang port mapper that it needs.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use crate::source::Source;
use crate::{Failure, Probe, Program, Signal, docker};

/// The ports that RabbitMQ and its runtime listen on, all of them on the loopback address.
#[derive(Debug, Clone, Copy)]
pub struct RabbitPorts {
    pub amqp: u16,
    pub management: u16,
    /// Between Erlang nodes; we have one, and still it listens.
    pub distribution: u16,
    pub epmd: u16,
}

/// RabbitMQ's script and Erlang's port mapper.
#[derive(Debug, Clone)]
pub struct Installation {
    pub server: PathBuf,
    pub epmd: PathBuf,
}

/// The port mapper and the broker, in the order of their start. Without a port mapper of our own the broker starts one
/// that nobody stops.
pub fn programs(
    source: &Source<Installation>,
    directory: &Path,
    logs: &Path,
    ports: RabbitPorts,
) -> Result<Vec<Program>, Failure> {
    let probe = Probe::RabbitMq { amqp: ports.amqp, management: ports.management };
    let broker = Program {
        name: "rabbitmq".to_owned(),
        path: PathBuf::new(),
        args: Vec::new(),
        env: Vec::new(),
        directory: directory.to_owned(),
        log: logs.join("rabbitmq.log"),
        probe,
        stop: Signal::Terminate,
        grace: Duration::from_secs(20),
        account: None,
        container: None,
    };
    match source {
        Source::Docker(path) => {
            let container = docker::name("rabbitmq", directory);
            let listeners = [(ports.amqp, 5672), (ports.management, 15672)];
            let mut args = docker::run(&container, &listeners, Some((&container, "/var/lib/rabbitmq")), &[]);
            // Data is named by the host's name, so it needs a fixed one.
            args.extend(["--hostname", "hostingco", "rabbitmq:4-management"].map(str::to_owned));
            Ok(vec![Program { path: path.clone(), args, container: Some(container), ..broker }])
        }
        Source::Binary(found) => {
            let env = write_settings(directory, ports).map_err(|error| {
                let fix = format!("rm -r {} (its data is lost), then try again", directory.display());
                Failure::new("XT015", "RabbitMQ's directory cannot be written", error.to_string(), fix)
            })?;
            let mapper = Program {
                name: "epmd".to_owned(),
                path: found.epmd.clone(),
                args: vec!["-port".into(), ports.epmd.to_string(), "-address".into(), "127.0.0.1".into()],
                log: logs.join("epmd.log"),
                probe: Probe::Tcp(ports.epmd),
                grace: Duration::from_secs(5),
                ..broker.clone()
            };
            Ok(vec![mapper, Program { path: found.server.clone(), env, ..broker }])
        }
    }
}

/// The settings files, and the environment that keeps RabbitMQ away from the system's own directories.
fn write_settings(directory: &Path, ports: RabbitPorts) -> io::Result<Vec<(String, String)>> {
    for folder in ["home", "data", "schema", "quorum", "stream"] {
        fs::create_dir_all(directory.join(folder))?;
    }
    // Quorum queues keep in memory what is in the write-ahead log, by default up to 512 MB: the whole watermark. The alarm
    // then blocks all publishers for seconds.
    let settings = format!(
        "listeners.tcp.1 = 127.0.0.1:{}\n\
         management.tcp.ip = 127.0.0.1\n\
         management.tcp.port = {}\n\
         vm_memory_high_watermark.absolute = 512MB\n\
         raft.wal_max_size_bytes = 67108864\n\
         disk_free_limit.absolute = 50MB\n",
        ports.amqp, ports.management
    );
    fs::write(directory.join("rabbitmq.conf"), settings)?;
    fs::write(directory.join("advanced.config"), "[].\n")?;
    fs::write(directory.join("enabled_plugins"), "[rabbitmq_management].\n")?;
    fs::write(directory.join("env.conf"), "")?; // in place of the system's
    let at = |name: &str| directory.join(name).to_string_lossy().into_owned();
    let env = [
        ("HOME", at("home")), // the Erlang cookie
        ("RABBITMQ_NODENAME", "hostingco@localhost".to_owned()),
        ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1".to_owned()),
        ("RABBITMQ_NODE_PORT", ports.amqp.to_string()),
        ("RABBITMQ_DIST_PORT", ports.distribution.to_string()),
        ("ERL_EPMD_PORT", ports.epmd.to_string()),
        ("ERL_EPMD_ADDRESS", "127.0.0.1".to_owned()),
        ("RABBITMQ_CONFIG_FILE", at("rabbitmq.conf")),
        ("RABBITMQ_ADVANCED_CONFIG_FILE", at("advanced.config")),
        ("RABBITMQ_CONF_ENV_FILE", at("env.conf")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", at("enabled_plugins")),
        ("RABBITMQ_GENERATED_CONFIG_DIR", at("schema")),
        ("RABBITMQ_SCHEMA_DIR", at("schema")),
        ("RABBITMQ_FEATURE_FLAGS_FILE", at("feature_flags")),
        ("RABBITMQ_MNESIA_BASE", at("data")),
        ("RABBITMQ_QUORUM_DIR", at("quorum")),
        ("RABBITMQ_STREAM_DIR", at("stream")),
        ("RABBITMQ_LOG_BASE", directory.to_string_lossy().into_owned()),
        ("RABBITMQ_LOGS", "-".to_owned()), // to our own log file
        ("RABBITMQ_PID_FILE", at("pid")),
        // The one listener that no setting moves.
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}".to_owned()),
        // The script then becomes the broker instead of waiting for it: one process to see, signal and kill.
        ("RUNNING_UNDER_SYSTEMD", "true".to_owned()),
    ];
    Ok(env.map(|(name, value)| (name.to_owned(), value)).into())
}
