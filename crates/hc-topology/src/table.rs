//! The table.

use crate::service::{
    Listener,
    Need::{
        Access, Blobs, Broker, Browsers, ConsoleUrl, Database, Gateway, Issuer, Keys, Mails, Orders, Redis, SitesUrl,
        Tls, Webhooks,
    },
    Service, Size,
};

const fn http(port: u16) -> Listener {
    Listener { section: "HTTP", port }
}

const fn grpc(port: u16) -> Listener {
    Listener { section: "GRPC", port }
}

/// One replica on one machine, two in production.
const PAIR: Size = Size { cpu_millis: 100, memory_mib: 256, small: 1, production: 2, at_most: 2 };

/// All services, in the order of their start.
pub const SERVICES: [Service; 8] = [
    Service {
        name: "auth",
        binary: "auth",
        about: "users, sessions, tokens: OpenID Connect",
        args: &["serve"],
        public: Some(http(3004)),
        grpc: Some(grpc(50051)),
        admin: 51051,
        peers: &[],
        reads: &[],
        needs: &[Tls, Database, Broker, Issuer, Keys],
        outside: None,
        // Argon2id takes 19 MiB a password, on as many threads as there are cores.
        size: Size { cpu_millis: 250, memory_mib: 384, small: 1, production: 3, at_most: 6 },
    },
    Service {
        name: "accounts",
        binary: "accounts",
        about: "organizations, members, roles, invitations",
        args: &["serve"],
        public: None,
        grpc: Some(grpc(50052)),
        admin: 51052,
        peers: &["auth"],
        reads: &[],
        needs: &[Tls, Database, Broker, Access, ConsoleUrl],
        outside: None,
        size: PAIR,
    },
    Service {
        name: "billing",
        binary: "billing",
        about: "plans, orders, subscriptions, invoices, payments, the ledger",
        args: &["serve"],
        public: None,
        grpc: Some(grpc(50053)),
        admin: 51053,
        peers: &["auth", "accounts", "provisioning"],
        reads: &[],
        needs: &[Tls, Database, Broker, Access, Orders],
        outside: Some("payment providers"),
        size: PAIR,
    },
    Service {
        name: "provisioning",
        binary: "provisioning",
        about: "regions, nodes, instances, releases, operations",
        args: &["serve", "--role", "control"],
        public: None,
        grpc: Some(grpc(50054)),
        admin: 51054,
        peers: &["auth", "accounts", "billing"],
        reads: &["sites"],
        needs: &[Tls, Database, Broker, Access, Blobs, SitesUrl],
        outside: Some("certificates, DNS, the machines of drivers"),
        size: PAIR,
    },
    Service {
        name: "sites",
        binary: "provisioning",
        about: "serves customers' sites of the embedded driver, from the folder alone",
        args: &["serve", "--role", "sites"],
        public: Some(Listener { section: "SITES", port: 8088 }),
        grpc: None,
        admin: 9088,
        peers: &[],
        reads: &[],
        // It must go on without everything else.
        needs: &[Blobs, SitesUrl],
        outside: None,
        // 256 MiB of it keep what is asked for often.
        size: Size { cpu_millis: 250, memory_mib: 512, small: 1, production: 2, at_most: 8 },
    },
    Service {
        name: "notifications",
        binary: "notifications",
        about: "mails, feeds, preferences, webhooks",
        args: &["serve"],
        public: Some(http(3005)),
        grpc: Some(grpc(50055)),
        admin: 51055,
        peers: &["auth", "accounts", "billing", "provisioning"],
        reads: &[],
        needs: &[Tls, Database, Broker, Access, ConsoleUrl, Keys, Mails, Webhooks],
        outside: Some("mail, customers' webhooks"),
        size: PAIR,
    },
    Service {
        name: "audit",
        binary: "audit",
        about: "the append-only record of every event",
        args: &["serve"],
        public: None,
        grpc: Some(grpc(50056)),
        admin: 51056,
        peers: &["auth", "accounts"],
        reads: &[],
        needs: &[Tls, Database, Broker, Access],
        outside: None,
        size: PAIR,
    },
    Service {
        name: "gateway",
        binary: "gateway",
        about: "the one GraphQL endpoint",
        args: &["serve"],
        public: Some(http(3003)),
        grpc: None,
        admin: 4003,
        peers: &["auth", "accounts", "billing", "provisioning", "notifications", "audit"],
        reads: &[],
        needs: &[Tls, Broker, Redis, Access, Browsers],
        outside: None,
        size: Size { cpu_millis: 500, memory_mib: 512, small: 2, production: 3, at_most: 12 },
    },
];

/// What people see. It is no binary of ours, and no service in [`SERVICES`], which can all go on without it; its probe is
/// `/api/ready` at its public port.
pub const CONSOLE: Service = Service {
    name: "console",
    binary: "console",
    about: "the pages of customers and staff",
    args: &[],
    public: Some(http(3000)),
    grpc: None,
    admin: 3000,
    peers: &["auth"],
    reads: &["gateway"],
    needs: &[Tls, Gateway],
    outside: None,
    size: Size { cpu_millis: 250, memory_mib: 512, small: 1, production: 2, at_most: 6 },
};

/// The service of this name.
pub fn service(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name)
}

/// The whole table, for what is made of it: in tests of another, with a service more.
pub fn table() -> Vec<Service> {
    services_and_console().copied().collect()
}

/// All that runs, the console last.
pub fn services_and_console() -> impl Iterator<Item = &'static Service> {
    SERVICES.iter().chain([&CONSOLE])
}
