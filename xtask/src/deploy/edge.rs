//! The edge: one HAProxy before one or more nginx of each colour, from the same templates in containers and on machines of
//! one's own. `docs/deploy/edge.md` is the manual.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use hc_topology::{Service, service};
use minijinja::{Environment, Value, context};
use serde::{Deserialize, Serialize};

/// Where the edge and all that is behind it listen: the file of `cargo xtask deploy edge`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The public addresses.
    urls: Urls,
    /// The domain below which customers' sites are.
    sites_domain: String,
    /// Where HAProxy listens, such as `*:80` and `*:443`.
    http: String,
    https: String,
    /// Where the colour that is not live is seen; only on the machine itself.
    preview: String,
    /// HAProxy's metrics and statistics.
    metrics: String,
    /// A folder with a PEM file for each certificate, chain and key.
    certificates: String,
    /// The folder that keeps the live colour.
    state: String,
    /// The folder of the admin socket.
    run: String,
    /// Who HAProxy becomes, where it is started as root.
    #[serde(default)]
    user: Option<String>,
    /// The group that may use the admin socket.
    #[serde(default)]
    deployers: Option<String>,
    /// The CA of the certificates, where it is not one that everybody knows: for `hostingco-edge`.
    #[serde(default)]
    ca: Option<String>,
    /// A DNS server, where addresses are names that come and go; else all addresses are fixed.
    #[serde(default)]
    resolver: Option<String>,
    /// How many addresses a name may have.
    #[serde(default = "slots")]
    slots: u8,
    /// What answers when a certificate is ordered.
    #[serde(default)]
    acme: Option<String>,
    /// The networks of HAProxy, as nginx sees it.
    trusted: Vec<String>,
    /// What serves customers' sites.
    sites: Vec<String>,
    /// The first is live from the start.
    colours: BTreeMap<String, Colour>,
    #[serde(default)]
    limits: Limits,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Urls {
    console: String,
    api: String,
    auth: String,
    mail: String,
}

/// One of two sets of processes; one of them has the users.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Colour {
    nginx: Vec<Nginx>,
    gateway: Vec<String>,
    console: Vec<String>,
    auth: Vec<String>,
    notifications: Vec<String>,
    /// `/readyz` of every process of this colour, which must say yes before it gets users.
    #[serde(default)]
    ready: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nginx {
    /// Where HAProxy finds it.
    address: String,
    /// Where it listens for HAProxy, and for whoever asks how it goes.
    listen: String,
    status: String,
    /// A folder of its own, for what does not fit into memory and for the cache.
    temporary: String,
    /// Where it writes a line for each request.
    log: String,
    /// Who its workers are, where it is started as root.
    #[serde(default)]
    user: Option<String>,
}

/// Of one address, where nothing else is said.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    /// Of all together. Each takes two files.
    open_connections: u32,
    connections: u32,
    new_connections_in_10s: u32,
    requests_in_10s: u32,
    errors_in_1m: u32,
    api_per_second: u32,
    pages_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open_connections: 8000,
            // An office behind one address, each with a few tabs; the gateway has 200 streams for it.
            connections: 500,
            new_connections_in_10s: 2000,
            requests_in_10s: 2000,
            errors_in_1m: 600,
            api_per_second: 200,
            pages_per_second: 50,
        }
    }
}

fn slots() -> u8 {
    8
}

impl Place {
    /// Compose and Swarm: every address is a service's name, the choices of the installation are in the environment.
    pub fn containers() -> anyhow::Result<Self> {
        let of = |name: &str| {
            let port = service(name).and_then(|service| service.public).context("it has a public port")?.port;
            anyhow::Ok(vec![format!("{name}:{port}")])
        };
        let console = hc_topology::CONSOLE;
        let console = vec![format!("{}:{}", console.name, console.public.context("it has a public port")?.port)];
        let nginx = Nginx {
            address: "nginx:8080".into(),
            listen: "8080".into(),
            status: "8081".into(),
            temporary: "/tmp".into(),
            log: "/dev/stdout".into(),
            user: None,
        };
        let blue = Colour {
            nginx: vec![nginx],
            gateway: of("gateway")?,
            console,
            auth: of("auth")?,
            notifications: of("notifications")?,
            ready: Vec::new(),
        };
        let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
        Ok(Self {
            urls: Urls {
                console: "${CONSOLE_URL}".into(),
                api: "${API_URL}".into(),
                auth: "${AUTH_URL}".into(),
                mail: "${NOTIFICATIONS_URL}".into(),
            },
            sites_domain: "${SITES_DOMAIN}".into(),
            http: "*:8080".into(),
            https: "*:8443".into(),
            preview: "127.0.0.1:8444".into(),
            metrics: "*:8405".into(),
            certificates: "/run/certificates".into(),
            state: "/var/lib/haproxy".into(),
            run: "/var/lib/haproxy".into(),
            user: None,
            deployers: None,
            ca: None,
            resolver: Some("127.0.0.11".into()),
            slots: slots(),
            acme: Some("acme:80".into()),
            trusted: private.map(str::to_owned).into(),
            sites: of("sites")?,
            colours: BTreeMap::from([("blue".into(), blue)]),
            limits: Limits::default(),
        })
    }

    /// Those that people reach and that nothing here leads to.
    pub fn without_way(&self, table: &[Service]) -> Vec<&'static str> {
        let of_colours = self.colours.values();
        let behind = of_colours.flat_map(|it| [&it.gateway, &it.console, &it.auth, &it.notifications]);
        let known: Vec<&String> = behind.chain([&self.sites]).flatten().collect();
        let public = table.iter().filter_map(|service| Some((service.name, service.public?.port)));
        let lost = public.filter(|(name, port)| {
            let address = format!("{name}:{port}");
            !known.iter().any(|known| **known == address)
        });
        lost.map(|(name, _)| name).collect()
    }

    /// What the templates know of it: the place, and one nginx of one colour.
    pub fn context(&self, colour: &str, own: usize) -> Value {
        let own = self.colours.get(colour).and_then(|colour| colour.nginx.get(own));
        context! { place => Value::from_serialize(self), colour, own => Value::from_serialize(own) }
    }

    /// The file's, where that is right.
    fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        let place: Self = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
        ensure!(!place.colours.is_empty(), "{}: there is no colour", file.display());
        for (name, colour) in &place.colours {
            ensure!(!colour.nginx.is_empty(), "{}: colours.{name}.nginx is empty", file.display());
        }
        Ok(place)
    }
}

/// Writes HAProxy's file, one for each nginx, and what `hostingco-edge` reads.
pub fn write(environment: &Environment<'_>, place: &Path, into: &Path) -> anyhow::Result<()> {
    let place = Place::read(place)?;
    fs::create_dir_all(into).with_context(|| format!("create {}", into.display()))?;
    let render = |template: &str, colour: &str, own: usize| {
        anyhow::Ok(environment.get_template(template)?.render(place.context(colour, own))?)
    };
    let first = place.colours.keys().next().context("there is a colour")?;
    let mut files: Vec<(PathBuf, String)> = vec![
        ("haproxy.cfg".into(), render("haproxy/haproxy.cfg.j2", first, 0)?),
        ("edge.json".into(), serde_json::to_string_pretty(&place)? + "\n"),
    ];
    for (name, colour) in &place.colours {
        for own in 0..colour.nginx.len() {
            files.push((format!("nginx-{name}-{}.conf", own + 1).into(), render("nginx/nginx.conf.j2", name, own)?));
        }
    }
    for (name, text) in files {
        let path = into.join(name);
        fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
        println!("wrote {}", path.display());
    }
    let colour = Path::new(&place.state).join("colour.map");
    println!("before its first start: echo 'live {first}' > {}", colour.display());
    Ok(())
}
