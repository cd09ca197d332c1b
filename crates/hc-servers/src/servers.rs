//! From "we need these servers" to what runs where.

use std::path::{Path, PathBuf};

use crate::account::remove_home;
use crate::rabbitmq::{self, RabbitPorts};
use crate::source::Source;
use crate::{Failure, Ports, Program, docker, find, install, postgres, redis};

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Needs {
    /// Where data lives.
    pub directory: PathBuf,
    /// Where logs are written, one file a part.
    pub logs: PathBuf,
    /// `HC_` or `HC_TEST_`: the environment's `<prefix>POSTGRES_URL`, `<prefix>REDIS_URL`, `<prefix>AMQP_URL` (with
    /// `<prefix>RABBITMQ_MANAGEMENT_URL`) name servers that are used as they are; empty: none are.
    pub environment: &'static str,
    /// Whether missing servers may be installed from the system's packages.
    pub install: bool,
    /// Whether data survives a crash of the machine; without it, everything is faster and thrown away in the end.
    pub durable: bool,
}

/// Where the servers will be, and what must run for it.
#[derive(Debug, Clone)]
pub struct Servers {
    /// A superuser's URL without a database.
    pub postgres_url: String,
    /// Redis.
    pub redis_url: String,
    /// RabbitMQ's default vhost.
    pub amqp_url: String,
    /// RabbitMQ's management API, with user and password.
    pub management_url: String,
    /// What to run, in this order; nothing for what the environment named.
    pub programs: Vec<Program>,
    /// One line a server: name and where it comes from.
    pub sources: Vec<(&'static str, String)>,
    directory: PathBuf,
}

impl Servers {
    /// Removes all data. Only after everything is stopped.
    pub fn remove_data(&self) {
        remove_data(&self.directory);
    }
}

/// Removes a directory given to [`prepare`], wherever parts of it had to be put.
pub fn remove_data(directory: &Path) {
    remove_home(&directory.join("postgres"));
    for name in ["postgres", "rabbitmq"] {
        docker::remove_volume(&docker::name(name, &directory.join(name)));
    }
    std::fs::remove_dir_all(directory).ok();
}

/// Finds (or installs) the three servers, chooses their ports, and prepares their directories.
pub fn prepare(needs: &Needs, ports: &mut Ports) -> Result<Servers, Failure> {
    let external = |name: &str| {
        let value = std::env::var(format!("{}{name}", needs.environment)).ok();
        value.filter(|_| !needs.environment.is_empty()).filter(|value| !value.is_empty())
    };
    let (postgres_url, redis_url, amqp_url) = (external("POSTGRES_URL"), external("REDIS_URL"), external("AMQP_URL"));
    if needs.install {
        install_missing(postgres_url.is_none(), redis_url.is_none(), amqp_url.is_none())?;
    }
    for folder in [&needs.directory, &needs.logs] {
        std::fs::create_dir_all(folder).map_err(|error| {
            let what = format!("{} cannot be made", folder.display());
            Failure::new("XT015", what, error.to_string(), "make it writable for you, then try again")
        })?;
    }
    let mut found = Servers {
        postgres_url: postgres_url.clone().unwrap_or_default(),
        redis_url: redis_url.clone().unwrap_or_default(),
        amqp_url: amqp_url.clone().unwrap_or_default(),
        management_url: external("RABBITMQ_MANAGEMENT_URL").unwrap_or_default(),
        programs: Vec::new(),
        sources: Vec::new(),
        directory: needs.directory.clone(),
    };
    let named = || "named by the environment".to_owned();
    if postgres_url.is_some() {
        found.sources.push(("postgres", named()));
    } else {
        found.private_postgres(needs, ports)?;
    }
    if redis_url.is_some() {
        found.sources.push(("redis", named()));
    } else {
        found.private_redis(needs, ports)?;
    }
    if amqp_url.is_some() {
        if found.management_url.is_empty() {
            let name = format!("{}RABBITMQ_MANAGEMENT_URL", needs.environment);
            let fix = format!("export {name}=http://guest:guest@127.0.0.1:15672");
            return Err(Failure::new("XT016", format!("{name} is not set"), "the AMQP URL alone is not enough", fix));
        }
        found.sources.push(("rabbitmq", named()));
    } else {
        found.private_rabbitmq(needs, ports)?;
    }
    Ok(found)
}

impl Servers {
    fn private_postgres(&mut self, needs: &Needs, ports: &mut Ports) -> Result<(), Failure> {
        let binary = find::postgres().filter(|(_, major)| *major >= postgres::OLDEST);
        let source = source(binary, needs, &Wanted::POSTGRES)?;
        let port = port(ports, "postgres", 54310)?;
        self.sources.push(match &source {
            Source::Binary((folder, major)) => ("postgres", format!("{major}, {}", folder.display())),
            Source::Docker(_) => ("postgres", "docker".to_owned()),
        });
        let log = needs.logs.join("postgres.log");
        let directory = match &source {
            Source::Binary(_) => needs.directory.join("postgres"), // made for the user that it runs as
            Source::Docker(_) => directory(needs, &source, "postgres")?,
        };
        self.programs.push(postgres::program(&source, &directory, log, port, needs.durable)?);
        self.postgres_url = format!("postgres://postgres@127.0.0.1:{port}");
        Ok(())
    }

    fn private_redis(&mut self, needs: &Needs, ports: &mut Ports) -> Result<(), Failure> {
        let source = source(find::redis(), needs, &Wanted::REDIS)?;
        let port = port(ports, "redis", 54311)?;
        self.sources.push(("redis", describe(&source, |path| path)));
        let directory = directory(needs, &source, "redis")?;
        self.programs.push(redis::program(&source, &directory, needs.logs.join("redis.log"), port));
        self.redis_url = format!("redis://127.0.0.1:{port}");
        Ok(())
    }

    fn private_rabbitmq(&mut self, needs: &Needs, ports: &mut Ports) -> Result<(), Failure> {
        let binary = find::rabbitmq().zip(find::epmd());
        let binary = binary.map(|(server, epmd)| rabbitmq::Installation { server, epmd });
        let source = source(binary, needs, &Wanted::RABBITMQ)?;
        let chosen = RabbitPorts {
            amqp: port(ports, "rabbitmq", 54312)?,
            management: port(ports, "rabbitmq-management", 54313)?,
            distribution: port(ports, "rabbitmq-distribution", 54314)?,
            epmd: port(ports, "epmd", 54315)?,
        };
        self.sources.push(("rabbitmq", describe(&source, |found| &found.server)));
        let directory = directory(needs, &source, "rabbitmq")?;
        self.programs.extend(rabbitmq::programs(&source, &directory, &needs.logs, chosen)?);
        self.amqp_url = format!("amqp://guest:guest@127.0.0.1:{}/%2f", chosen.amqp);
        self.management_url = format!("http://guest:guest@127.0.0.1:{}", chosen.management);
        Ok(())
    }
}

fn describe<T>(source: &Source<T>, path: impl Fn(&T) -> &PathBuf) -> String {
    match source {
        Source::Binary(found) => path(found).display().to_string(),
        Source::Docker(_) => "docker".to_owned(),
    }
}

/// The folder of a server. Where an engine runs it, its data is in a volume, which is as old as the folder: who deletes
/// `.dev` gets a fresh start there too.
fn directory<T>(needs: &Needs, source: &Source<T>, name: &str) -> Result<PathBuf, Failure> {
    let directory: &Path = &needs.directory.join(name);
    if matches!(source, Source::Docker(_)) && !directory.exists() {
        docker::remove_volume(&docker::name(name, directory));
    }
    std::fs::create_dir_all(directory).map_err(|error| {
        let what = format!("{} cannot be made", directory.display());
        Failure::new("XT015", what, error.to_string(), "make it writable for you, then try again")
    })?;
    Ok(directory.to_owned())
}

fn port(ports: &mut Ports, name: &str, standard: u16) -> Result<u16, Failure> {
    ports.take(name, standard).map_err(|error| {
        let what = format!("there is no port for {name}");
        Failure::new("XT017", what, error.to_string(), "see what listens with: ss -ltnp")
    })
}

/// What is told about a server that is nowhere.
struct Wanted {
    code: &'static str,
    name: &'static str,
    variable: &'static str,
    binary: &'static str,
    package: &'static str,
}

impl Wanted {
    const POSTGRES: Self = Self {
        code: "XT010",
        name: "PostgreSQL 15 or newer",
        variable: "POSTGRES_URL",
        binary: "postgres and initdb (in PATH, /usr/lib/postgresql/*/bin)",
        package: "postgresql",
    };
    const REDIS: Self = Self {
        code: "XT011",
        name: "Redis",
        variable: "REDIS_URL",
        binary: "redis-server or valkey-server (in PATH)",
        package: "redis-server",
    };
    const RABBITMQ: Self = Self {
        code: "XT012",
        name: "RabbitMQ",
        variable: "AMQP_URL",
        binary: "rabbitmq-server (in /usr/lib/rabbitmq/lib/*/sbin, PATH) and epmd",
        package: "rabbitmq-server",
    };
}

fn source<T>(binary: Option<T>, needs: &Needs, wanted: &Wanted) -> Result<Source<T>, Failure> {
    if let Some(found) = binary {
        return Ok(Source::Binary(found));
    }
    if let Some(engine) = docker::engine() {
        return Ok(Source::Docker(engine));
    }
    let (name, variable, binary, package) = (wanted.name, wanted.variable, wanted.binary, wanted.package);
    let prefix = if needs.environment.is_empty() { "HC_" } else { needs.environment };
    let packages = if needs.install { "apt-get or sudo (not here)" } else { "packages (not allowed)" };
    let why = format!("tried {prefix}{variable} (not set), {binary} (not found), docker (no engine), {packages}");
    let fix = format!("run: sudo apt-get install -y {package}");
    Err(Failure::new(wanted.code, format!("{name} was not found"), why, fix))
}

/// Installs what is neither here nor to be had from an engine, all in one go.
fn install_missing(postgres: bool, redis: bool, rabbitmq: bool) -> Result<(), Failure> {
    let mut packages = Vec::new();
    if postgres && find::postgres().is_none_or(|(_, major)| major < postgres::OLDEST) {
        packages.push(Wanted::POSTGRES.package);
    }
    if redis && find::redis().is_none() {
        packages.push(Wanted::REDIS.package);
    }
    if rabbitmq && (find::rabbitmq().is_none() || find::epmd().is_none()) {
        packages.push(Wanted::RABBITMQ.package);
    }
    if packages.is_empty() || docker::engine().is_some() || !install::possible() {
        return Ok(());
    }
    install::packages(&packages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_container_keeps_is_there_when_it_is_started_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (log, docker) = (folder.path().join("log"), PathBuf::from("docker"));
        let ports = RabbitPorts { amqp: 1, management: 2, distribution: 3, epmd: 4 };
        let postgres = postgres::program(&Source::Docker(docker.clone()), folder.path(), log.clone(), 5, false);
        let rabbitmq = rabbitmq::programs(&Source::Docker(docker), folder.path(), &log, ports);
        for program in rabbitmq.expect("a program").iter().chain([&postgres.expect("a program")]) {
            let volume = program.args.iter().skip_while(|arg| *arg != "--volume").nth(1).expect("a volume");
            assert!(volume.starts_with(&format!("{}:/", program.container.as_deref().unwrap_or_default())), "{volume}");
        }
    }
}
