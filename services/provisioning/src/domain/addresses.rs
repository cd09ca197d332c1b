use super::instance::Instance;

/// How instances are reached.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// `http` or `https`.
    pub scheme: String,
    /// The domain that all are under.
    pub domain: String,
    /// The port that is shown; 0 for none.
    pub port: u16,
}

impl Addresses {
    /// The host name of an instance.
    pub fn host(&self, instance: &Instance) -> String {
        format!("{}.{}", instance.host, self.domain)
    }

    /// The address of an instance for its visitors.
    pub fn url(&self, instance: &Instance) -> String {
        match self.port {
            0 => format!("{}://{}/", self.scheme, self.host(instance)),
            port => format!("{}://{}:{port}/", self.scheme, self.host(instance)),
        }
    }
}
