//! From nothing to everything ready.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use futures::future::try_join_all;
use hc_servers::services::{MAILBOX_BINARY, Surroundings};
use hc_servers::{Failure, Needs, Ports, Servers, sql, tail};
use hc_topology::{SERVICES, Service, service, with_database};
use tokio::process::Command;

use super::Arguments;
use super::files::{DEMO_EMAIL, DEMO_PASSWORD, Files, STAFF_EMAIL, STAFF_PASSWORD};
use super::supervisor::{Kind, Supervisor};
use crate::steps::{self, Step};
use crate::{cargo, console, devkit, workspace};

/// Builds, starts the servers, brings databases and broker up to date, starts the services, seeds.
pub async fn start(files: &Files, supervisor: &Arc<Supervisor>, arguments: &Arguments) -> anyhow::Result<Surroundings> {
    files.turn_logs();
    let mut ports = Ports::sticky(files.root().join("ports"));
    let needs = Needs {
        directory: files.root().to_owned(),
        logs: files.logs(),
        environment: "HC_",
        install: !arguments.no_install,
        durable: true,
    };
    let servers = {
        let step = Step::begin("tools");
        let servers = tokio::task::block_in_place(|| hc_servers::prepare(&needs, &mut ports))?;
        let found: Vec<String> = servers.sources.iter().map(|(name, from)| format!("{name} ({from})")).collect();
        step.done(&found.join("  "));
        servers
    };
    let mut around = surroundings(files, arguments, &servers, ports)?;
    around.settle()?;
    // The build uses the processor, the servers mostly wait: both at once.
    let begun = Instant::now();
    let built = async { build(files, supervisor, arguments).await };
    let started = async {
        start_servers(supervisor, &servers).await?;
        anyhow::Ok(begun.elapsed())
    };
    let ((), took) = tokio::try_join!(built, started)?;
    steps::print_done("servers", "private data in .dev/", took);

    let step = Step::begin("migrate");
    devkit::certificates(&around.binaries, &around.certificates).await?;
    sql::create_databases(&around.postgres_url, &with_database()).await.map_err(|error| {
        let why = error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string);
        Failure::new("XT030", "the databases could not be made", why, "cargo xtask dev --stop, then try again")
    })?;
    devkit::topology(&around.binaries, &servers.management_url, "/").await?;
    try_join_all(with_database().into_iter().map(|name| migrate(name, &around))).await?;
    step.done(&format!("{}  rabbitmq", with_database().join("  ")));

    let step = Step::begin("services");
    // A server: it goes after whoever may send a last mail.
    supervisor.keep(Kind::Server, around.mailbox(), around.mailbox_url()).await?;
    // Together: each waits by itself for those that it needs.
    let mut starts = tokio::task::JoinSet::new();
    for service in &SERVICES {
        let (own, program) = (Arc::clone(supervisor), around.program(service));
        let address = address(service, &around);
        starts.spawn(async move { own.keep(Kind::Service, program, address).await });
    }
    while let Some(started) = starts.join_next().await {
        started.context("start a service")??;
    }
    step.done(&format!("mailbox  {}", SERVICES.map(|service| service.name).join("  ")));

    // Some ask other services for what they name.
    let step = Step::begin("seed");
    let mut seeded = Vec::new();
    for name in with_database() {
        step.doing(name);
        if seed(name, &around).await? {
            seeded.push(name);
        }
    }
    step.done(&seeded.join("  "));

    let step = Step::begin("console");
    let development = console::development().await?;
    supervisor.keep(Kind::Service, around.console(&development), around.console_url()).await?;
    step.done("reloads by itself when its files change");

    supervisor.places(places(&around, &servers));
    files.write_env(&around)?;
    Ok(around)
}

fn surroundings(files: &Files, arguments: &Arguments, servers: &Servers, ports: Ports) -> anyhow::Result<Surroundings> {
    Ok(Surroundings {
        binaries: binaries(arguments)?,
        certificates: files.root().join("certificates"),
        state: files.root().join("state"),
        logs: files.logs(),
        mails: Some(files.mails()),
        postgres_url: servers.postgres_url.clone(),
        database_prefix: String::new(),
        redis_url: servers.redis_url.clone(),
        amqp_url: servers.amqp_url.clone(),
        documents: console::folder().join("gql"),
        ports,
    })
}

fn binaries(arguments: &Arguments) -> anyhow::Result<PathBuf> {
    Ok(workspace::target()?.join(if arguments.release { "release" } else { "debug" }))
}

async fn build(files: &Files, supervisor: &Supervisor, arguments: &Arguments) -> anyhow::Result<()> {
    let step = Step::begin("build");
    let mut options = vec!["--bins"];
    options.extend(devkit::BUILD);
    options.extend(hc_topology::binaries().into_iter().chain([MAILBOX_BINARY]).flat_map(|name| ["--package", name]));
    if arguments.release {
        options.push("--release");
    }
    cargo::build(&options, &files.log("build"), supervisor.watcher(), &step).await?;
    step.done(&hc_topology::binaries().join("  "));
    Ok(())
}

async fn start_servers(supervisor: &Arc<Supervisor>, servers: &Servers) -> anyhow::Result<()> {
    // RabbitMQ after its port mapper, the others beside them.
    let (broker, others): (Vec<_>, Vec<_>) =
        servers.programs.iter().cloned().partition(|program| ["epmd", "rabbitmq"].contains(&program.name.as_str()));
    let address = |name: &str| {
        let url = match name {
            "postgres" => &servers.postgres_url,
            "redis" => &servers.redis_url,
            "rabbitmq" => &servers.amqp_url,
            _ => return String::new(),
        };
        url.clone()
    };
    let mut starts = tokio::task::JoinSet::new();
    for program in others {
        let (own, address) = (Arc::clone(supervisor), address(&program.name));
        starts.spawn(async move { own.keep(Kind::Server, program, address).await });
    }
    for program in broker {
        let address = address(&program.name);
        supervisor.keep(Kind::Server, program, address).await?;
    }
    while let Some(started) = starts.join_next().await {
        started.context("start a server")??;
    }
    Ok(())
}

async fn migrate(name: &str, around: &Surroundings) -> anyhow::Result<()> {
    let fix = format!(
        "if you switched to an older branch, drop its data: psql {}/postgres -c 'DROP DATABASE {name} WITH (FORCE)'",
        around.postgres_url
    );
    run(name, &["migrate"], around, "XT030", &fix).await
}

/// Whether there was something to seed.
async fn seed(name: &str, around: &Surroundings) -> anyhow::Result<bool> {
    let file = workspace::root().join("seeds").join(format!("{name}.toml"));
    if !file.exists() {
        return Ok(false);
    }
    let path = file.to_string_lossy().into_owned();
    run(name, &["seed", "--file", &path], around, "XT031", &format!("mend {path}, then try again")).await?;
    Ok(true)
}

/// One of a service's own commands, with the service's own settings.
async fn run(
    name: &str,
    arguments: &[&str],
    around: &Surroundings,
    code: &'static str,
    fix: &str,
) -> anyhow::Result<()> {
    let service = service(name).with_context(|| format!("there is no service {name}"))?;
    let log: &Path = &around.logs.join(format!("{name}-{}.log", arguments.first().copied().unwrap_or_default()));
    let file = fs::File::create(log).with_context(|| format!("write {}", log.display()))?;
    let mut command = Command::new(around.binaries.join(service.binary));
    // A backtrace would push the reason out of the lines that are shown.
    command.args(arguments).envs(around.environment(service)).env("RUST_BACKTRACE", "0").kill_on_drop(true);
    command.stdout(file.try_clone().context("share the log")?).stderr(file);
    let status = command.status().await.with_context(|| format!("run {name}"))?;
    if status.success() {
        return Ok(());
    }
    let what = format!("{name} {} failed", arguments.first().copied().unwrap_or_default());
    Err(Failure::new(code, what, tail(log, 8), fix).log(log).into())
}

fn address(service: &Service, around: &Surroundings) -> String {
    match service.public {
        Some(_) => format!("http://localhost:{}", around.public_port(service.name)),
        None => format!("grpc localhost:{}", around.grpc_port(service.name)),
    }
}

fn places(around: &Surroundings, servers: &Servers) -> Vec<(String, String, String)> {
    let place = |name: &str, url: String, remark: &str| (name.to_owned(), url, remark.to_owned());
    let gateway = around.gateway_url();
    vec![
        place("open", around.console_url(), &format!("log in as {DEMO_EMAIL} / {DEMO_PASSWORD}")),
        place("", String::new(), &format!("staff: {STAFF_EMAIL} / {STAFF_PASSWORD}")),
        place(
            "try it",
            // Behind `#` it never leaves the browser.
            format!("{gateway}/graphiql#email={DEMO_EMAIL}&password={DEMO_PASSWORD}"),
            "examples that run, signed in as the same",
        ),
        place("graphql", format!("{gateway}/graphql"), "the endpoint; its schema is at /schema.graphql"),
        place("sites", format!("http://<name>.localhost:{}", around.public_port("sites")), "what customers host"),
        place("mails", around.mailbox_url(), "what anybody is written; each is also a file in .dev/mails"),
        place("auth", around.auth_url(), "issuer of tokens; /.well-known/openid-configuration"),
        place("events", around.amqp_url.clone(), "bind a queue of your own to hostingco.events"),
        place("rabbitmq", servers.management_url.clone(), "management"),
        place("postgres", servers.postgres_url.clone(), &format!("databases {}", with_database().join(", "))),
        place("settings", ".dev/env".to_owned(), "all of this as KEY=VALUE; logs are in .dev/log"),
    ]
}
