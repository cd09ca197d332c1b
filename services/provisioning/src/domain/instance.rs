use hc_types::{InstanceId, OrderId, OrganizationId, RegionId, ReleaseId, SubscriptionId, Timestamp};

use super::capacity::Resources;
use super::operation::OperationKind;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// The word that the database keeps.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads the database's word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What an instance is.
    Kind {
        /// Static files.
        Site = "site",
        /// A container.
        App = "app",
        /// A database server.
        Database = "database",
    }
}

words! {
    /// What is wanted of an instance.
    Desired {
        /// Ordered and not paid: nothing yet.
        Pending = "pending",
        /// It answers its users.
        Active = "active",
        /// It answers with the suspension page.
        Suspended = "suspended",
        /// It could not be made and its subscription has ended: nothing of it is left, and it goes on saying that it
        /// failed until its owner terminates it.
        Abandoned = "abandoned",
        /// Nothing of it is left. Final.
        Terminated = "terminated",
    }
}

impl Desired {
    /// Whether the engine is to carry nothing of it, and no capacity is held for it.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Abandoned | Self::Terminated)
    }
}

words! {
    /// Where an instance stands.
    Status {
        /// Ordered, not paid.
        Pending = "pending",
        /// Being made.
        Provisioning = "provisioning",
        /// A request through the users' path is answered.
        Active = "active",
        /// Active, and being changed.
        Updating = "updating",
        /// Was active and does not answer as it should.
        Degraded = "degraded",
        /// Answers with the suspension page.
        Suspended = "suspended",
        /// Being removed.
        Terminating = "terminating",
        /// Gone; final.
        Terminated = "terminated",
        /// Could not be made.
        Failed = "failed",
    }
}

/// What subscriptions run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its id, given by billing with the order.
    pub id: InstanceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What pays for it.
    pub subscription: SubscriptionId,
    /// What it was ordered with; unknown while only its activation was heard of.
    pub order: Option<OrderId>,
    /// Where it runs.
    pub region: RegionId,
    /// What the customer calls it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The first label of its address; never changes.
    pub host: String,
    /// What is held for it.
    pub resources: Resources,
    /// The most files of a release.
    pub max_files: i32,
    /// What is wanted.
    pub desired: Desired,
    /// Counts the wishes: each change of one is a new generation.
    pub generation: i64,
    /// The release that is wanted live; none for the welcome page.
    pub desired_release: Option<ReleaseId>,
    /// Where it stands.
    pub status: Status,
    /// Why it failed.
    pub failure: Option<String>,
    /// The generation that was last found to be real.
    pub observed_generation: i64,
    /// The release that was last found live.
    pub observed_release: Option<ReleaseId>,
    /// When it was ordered.
    pub created_at: Timestamp,
}

/// What billing says of an instance to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Its id.
    pub instance: InstanceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What pays for it.
    pub subscription: SubscriptionId,
    /// What it was ordered with.
    pub order: Option<OrderId>,
    /// Where it is to run.
    pub region: RegionId,
    /// What the customer calls it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it needs.
    pub resources: Resources,
    /// The most files of a release.
    pub max_files: i32,
}

/// A deployment that an instance can't take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeployRefusal {
    /// Not a site.
    #[error("only sites take archives, this is a {}", kind.word())]
    Kind {
        /// What it is.
        kind: Kind,
    },
    /// Not paid, suspended or gone.
    #[error("the instance takes no release while it is {}", desired.word())]
    State {
        /// What is wanted of it.
        desired: Desired,
    },
}

impl Instance {
    /// A new instance, as it was ordered.
    pub fn ordered(order: Ordered, now: Timestamp) -> Self {
        let Ordered { instance, organization, subscription, order, region, name, kind, resources, max_files } = order;
        Self {
            id: instance,
            organization,
            subscription,
            order,
            region,
            host: host_label(&name, instance),
            name,
            kind,
            resources,
            max_files,
            desired: Desired::Pending,
            generation: 1,
            desired_release: None,
            status: Status::Pending,
            failure: None,
            // Nothing is wanted yet, and that is so.
            observed_generation: 1,
            observed_release: None,
            created_at: now,
        }
    }

    /// Wants another state. `None`: it is wanted already, or the instance is beyond it. What billing says later of an
    /// instance that its owner has ended must not bring it back.
    pub fn want(&mut self, desired: Desired) -> Option<OperationKind> {
        let kind = match (self.desired, desired) {
            (from, to) if from == to => return None,
            (Desired::Terminated, _) | (_, Desired::Pending) => return None,
            (_, Desired::Terminated | Desired::Abandoned) => OperationKind::Terminate,
            (Desired::Abandoned, _) => return None,
            (Desired::Suspended, Desired::Active) => OperationKind::Resume,
            (_, Desired::Active) => OperationKind::Provision,
            (_, Desired::Suspended) => OperationKind::Suspend,
        };
        self.desired = desired;
        self.generation = self.generation.saturating_add(1);
        self.status = match (desired, self.status) {
            (Desired::Terminated, _) => Status::Terminating,
            (Desired::Abandoned, _) => Status::Failed,
            (_, Status::Pending | Status::Provisioning | Status::Failed) => Status::Provisioning,
            _ => Status::Updating,
        };
        Some(kind)
    }

    /// Whether a release may be uploaded or put live now.
    pub const fn deployable(&self) -> Result<(), DeployRefusal> {
        match (self.kind, self.desired) {
            (Kind::Site, Desired::Active) => Ok(()),
            (Kind::Site, desired) => Err(DeployRefusal::State { desired }),
            (kind, _) => Err(DeployRefusal::Kind { kind }),
        }
    }

    /// Wants another release live.
    pub fn deploy(&mut self, release: ReleaseId) -> Result<(), DeployRefusal> {
        self.deployable()?;
        self.desired_release = Some(release);
        self.generation = self.generation.saturating_add(1);
        if self.status != Status::Provisioning {
            self.status = Status::Updating;
        }
        Ok(())
    }

    /// What the status is once the present generation is real.
    pub const fn settled_status(&self) -> Status {
        match self.desired {
            Desired::Pending => Status::Pending,
            Desired::Active => Status::Active,
            Desired::Suspended => Status::Suspended,
            Desired::Abandoned => Status::Failed,
            Desired::Terminated => Status::Terminated,
        }
    }

    /// What its end leaves of an instance whose subscription is over: one that failed stays to be seen.
    pub fn end(&self) -> Desired {
        if self.status == Status::Failed { Desired::Abandoned } else { Desired::Terminated }
    }

    /// Whether what is wanted was found to be real, and said so.
    pub fn is_settled(&self) -> bool {
        self.observed_generation == self.generation && self.status == self.settled_status()
    }
}

/// The label of the instance's address: readable, and unique by the end of its id. A label has at most 63 bytes (RFC 1035).
fn host_label(name: &str, id: InstanceId) -> String {
    const NAME_BYTES: usize = 40;
    const ID_BYTES: usize = 10;
    let mut label = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' if label.len() < NAME_BYTES => label.push(character),
            _ if !label.is_empty() && !label.ends_with('-') && label.len() < NAME_BYTES => label.push('-'),
            _ => {}
        }
    }
    let id = id.to_string();
    let tail = id.get(id.len().saturating_sub(ID_BYTES)..).unwrap_or(&id);
    let label = label.trim_end_matches('-');
    if label.is_empty() { format!("site-{tail}") } else { format!("{label}-{tail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> Instance {
        let order = Ordered {
            instance: InstanceId::new(),
            organization: OrganizationId::new(),
            subscription: SubscriptionId::new(),
            order: None,
            region: RegionId::new(),
            name: "My Shop".into(),
            kind: Kind::Site,
            resources: Resources::default(),
            max_files: 10,
        };
        Instance::ordered(order, Timestamp::from_micros(0).unwrap())
    }

    #[test]
    fn a_wish_is_counted_once() {
        let mut site = instance();
        assert!(site.is_settled());
        assert_eq!(site.want(Desired::Active), Some(OperationKind::Provision));
        assert_eq!(site.want(Desired::Active), None);
        assert_eq!((site.generation, site.status), (2, Status::Provisioning));
        assert!(!site.is_settled());
    }

    #[test]
    fn what_was_terminated_never_comes_back() {
        let mut site = instance();
        assert_eq!(site.want(Desired::Terminated), Some(OperationKind::Terminate));
        for late in [Desired::Active, Desired::Suspended, Desired::Pending, Desired::Terminated] {
            assert_eq!(site.want(late), None);
        }
    }

    #[test]
    fn what_failed_says_so_until_its_owner_terminates_it() {
        let mut site = instance();
        site.want(Desired::Active);
        assert_eq!(site.end(), Desired::Terminated);
        site.status = Status::Failed;
        assert_eq!(site.end(), Desired::Abandoned);
        assert_eq!(site.want(Desired::Abandoned), Some(OperationKind::Terminate));
        assert_eq!((site.status, site.settled_status()), (Status::Failed, Status::Failed));
        for late in [Desired::Active, Desired::Suspended, Desired::Pending, Desired::Abandoned] {
            assert_eq!(site.want(late), None);
        }
        assert_eq!(site.want(Desired::Terminated), Some(OperationKind::Terminate));
        assert_eq!(site.status, Status::Terminating);
    }

    #[test]
    fn only_paid_sites_take_releases() {
        let mut site = instance();
        assert_eq!(site.deploy(ReleaseId::new()), Err(DeployRefusal::State { desired: Desired::Pending }));
        site.want(Desired::Active);
        assert_eq!(site.deploy(ReleaseId::new()), Ok(()));
        assert_eq!(site.generation, 3);
        site.want(Desired::Suspended);
        assert_eq!(site.deployable(), Err(DeployRefusal::State { desired: Desired::Suspended }));
        let database = Instance { kind: Kind::Database, ..site };
        assert_eq!(database.deployable(), Err(DeployRefusal::Kind { kind: Kind::Database }));
    }

    #[test]
    fn addresses_are_labels_whatever_the_name() {
        let id = InstanceId::new();
        let tail = id.to_string()[20..].to_owned();
        for (name, label) in [
            ("My Shop", format!("my-shop-{tail}")),
            ("  --Ünïcode!! 2--", format!("n-code-2-{tail}")),
            ("日本", format!("site-{tail}")),
            ("", format!("site-{tail}")),
        ] {
            assert_eq!(host_label(name, id), label);
        }
        assert!(host_label(&"a ".repeat(500), id).len() <= 63);
    }
}
